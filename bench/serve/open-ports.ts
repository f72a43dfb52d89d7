import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Compute, createCompute } from "@lesion-atlas/compute";
import type { Encoder, VectorStore } from "@lesion-atlas/core";
import { createEncoder } from "@lesion-atlas/encoder";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { openQdrant } from "../qdrant/open-qdrant.ts";
import { setting } from "./setting.ts";

/** The folder of the setting's model. */
export const modelFolder =
  setting.model === "demo"
    ? fileURLToPath(new URL("../../models/demo", import.meta.url))
    : join(setting.home, "models", setting.model);

/** The setting's store and encoder, as the service has them, the store using the encoder's model. */
export async function openPorts(): Promise<{ store: VectorStore; encoder: Encoder; close(): Promise<void> }> {
  const compute: Compute = createCompute();
  const encoder = await createEncoder(modelFolder, { compute });
  const [kind, place] = [setting.store.split(":", 1)[0], setting.store.slice(setting.store.indexOf(":") + 1)];
  const store = kind === "qdrant" ? await openQdrant(place) : await createEmbeddedStore(place);
  await store.useModel(encoder.model);
  return {
    store,
    encoder,
    async close() {
      await Promise.all([store.close(), encoder.close()]);
      await compute.close();
    },
  };
}
