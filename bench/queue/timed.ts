import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Encoder } from "@lesion-atlas/core";
import { createPreprocessor, preprocessingSchema } from "@lesion-atlas/encoder";
import { createIndexQueue, createIndexWorker, indexRange, openArchive } from "@lesion-atlas/indexer";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { median } from "../runner/statistics.ts";
import { setting } from "./setting.ts";

/**
 * `overhead.ts` with an encoder that takes its time and no processor, as one on a GPU does: what other work on the machine takes
 * from the encoder's cores is no part of these ratios. See `queue.ts`.
 */
const batchSize = 4;
const batchMs = 2000;
const preprocessor = createPreprocessor(preprocessingSchema.parse({ size: 224 }));
const model = {
  id: "timed",
  fingerprint: "2".repeat(64),
  dimensions: 768,
  logitScale: 1,
  templates: [],
  hasText: false,
};
const unit = Float32Array.from({ length: 768 }, (_, n) => (n === 0 ? 1 : 0));
const encoder: Encoder = {
  model,
  preprocess: preprocessor.preprocess,
  async encodeImages(batch) {
    await sleep(batchMs);
    return batch.map(() => unit);
  },
  encodeTexts: async () => [],
  close: async () => {},
};
const archive = await openArchive(setting.images);
const images = archive.size ?? 0;
const bareMs = batchMs * Math.ceil(images / batchSize);
const [rangeStore, queueStore] = await Promise.all(
  ["timed-range", "timed-queue"].map((name) => createEmbeddedStore(join(setting.scratch, `${name}.sqlite`))),
);
const prefix = "timed";
const queue = await createIndexQueue(setting.redis, { model, prefix });
const worker = await createIndexWorker(setting.redis, { store: queueStore, encoder, batchSize, prefix });

const ways = {
  async range(round: number) {
    await indexRange({ archive, archiveName: `range ${round}`, store: rangeStore, encoder, batchSize });
  },
  async queued(round: number) {
    const plan = { archive: `queued ${round}`, location: setting.images, imagesPerRange: images };
    const { id } = await queue.start(plan);
    for await (const _ of queue.events(id));
    const { state } = await queue.get(id);
    if (state !== "completed") throw new Error(`the run is ${state}`);
  },
};
const ms: Record<keyof typeof ways, number[]> = { range: [], queued: [] };
for (let round = 0; round < setting.rounds; round++) {
  const order = Object.entries(ways) as [keyof typeof ways, (round: number) => Promise<void>][];
  for (const [name, way] of round % 2 === 0 ? order : order.toReversed()) {
    const start = performance.now();
    await way(round);
    ms[name].push(performance.now() - start);
  }
}
await worker.close();
await Promise.all([queue.close(), rangeStore.close(), queueStore.close(), archive.close(), preprocessor.close()]);
console.error(JSON.stringify(ms));
console.log(
  JSON.stringify({
    range_over_bare: median(ms.range.map((each) => each / bareMs)),
    queued_over_range: median(ms.queued.map((each, round) => each / ms.range[round])),
  }),
);
