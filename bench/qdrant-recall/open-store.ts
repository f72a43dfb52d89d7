import type { VectorStore } from "@lesion-atlas/core";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { openQdrant } from "../qdrant/open-qdrant.ts";
import { setting } from "./setting.ts";

/** The store that a process was told to measure, "qdrant" or "embedded". */
export function openStore(name: string): Promise<VectorStore> {
  return name === "qdrant"
    ? openQdrant(setting.qdrantUrl)
    : createEmbeddedStore(setting.embedded, { threads: setting.threads });
}
