import { join } from "node:path";
import type { VectorStore } from "@lesion-atlas/core";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "../../../packages/indexer/test/support/temporary-folder.ts";
import { openStore } from "./open-store.ts";

/** An empty store that goes with the test. */
export async function temporaryStore(): Promise<VectorStore> {
  const store = await openStore(join(await temporaryFolder(), "store.sqlite"));
  onTestFinished(() => store.close());
  return store;
}
