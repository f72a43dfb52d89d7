import { join } from "node:path";
import { type Compute, createCompute } from "@lesion-atlas/compute";
import type { Encoder, VectorStore } from "@lesion-atlas/core";
import { createEncoder } from "@lesion-atlas/encoder";
import { createEmbeddedStore } from "@lesion-atlas/store";

/** The product's own adapters under one model. */
export interface Product {
  compute: Compute;
  encoder: Encoder;
  store: VectorStore;
  close(): Promise<void>;
}

/** @param model its folder; @param scratch where the store lies, kept from run to run */
export async function openProduct(model: string, scratch: string): Promise<Product> {
  const compute = createCompute();
  const encoder = await createEncoder(model, { compute });
  const store = await createEmbeddedStore(join(scratch, "demo.sqlite"), {});
  await store.useModel(encoder.model);
  return {
    compute,
    encoder,
    store,
    async close() {
      await store.close();
      await encoder.close();
      await compute.close();
    },
  };
}
