import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createCompute } from "@lesion-atlas/compute";
import { createEncoder } from "@lesion-atlas/encoder";
import { createIndexQueue, createIndexWorker, indexRange, openArchive } from "@lesion-atlas/indexer";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { median } from "../runner/statistics.ts";
import { setting } from "./setting.ts";

/** One process, one model: the same images by bare `encodeImages`, by `indexRange` and through the queue; see `queue.ts`. */
const batchSize = 4;
const compute = createCompute();
const encoder = await createEncoder(setting.model, { compute });
const archive = await openArchive(setting.images);
const files = readdirSync(setting.images).sort();
const tensors = await Promise.all(
  files.map(async (file) => (await encoder.preprocess(readFileSync(join(setting.images, file)))).tensor),
);
const storeOf = (name: string) => createEmbeddedStore(join(setting.scratch, `${name}-${process.pid}.sqlite`));
const queue = await createIndexQueue(setting.redis, { model: encoder.model });
const rangeStore = await storeOf("range");
const queueStore = await storeOf("queue");
const worker = await createIndexWorker(setting.redis, { store: queueStore, encoder, batchSize });

async function bare(): Promise<void> {
  for (let first = 0; first < tensors.length; first += batchSize) {
    await encoder.encodeImages(tensors.slice(first, first + batchSize), { lane: "bulk" });
  }
}

let ranges = 0;
async function range(): Promise<void> {
  await indexRange({ archive, archiveName: `range ${ranges++}`, store: rangeStore, encoder, batchSize });
}

let runs = 0;
async function queued(): Promise<void> {
  const plan = { archive: `queued ${runs++}`, location: setting.images, imagesPerRange: files.length };
  const { id } = await queue.start(plan);
  for await (const _ of queue.events(id));
  const { state } = await queue.get(id);
  if (state !== "completed") throw new Error(`the run is ${state}`);
}

await encoder.encodeImages(tensors.slice(0, batchSize), { lane: "bulk" });
const ways = { bare, range, queued };
const seconds: Record<string, number[]> = { bare: [], range: [], queued: [] };
for (let round = 0; round < setting.rounds; round++) {
  const order = Object.entries(ways);
  for (const [name, way] of round % 2 === 0 ? order : order.toReversed()) {
    const start = performance.now();
    await way();
    seconds[name].push((performance.now() - start) / 1000);
  }
}
await worker.close();
await Promise.all([queue.close(), queueStore.close(), rangeStore.close(), archive.close(), encoder.close()]);
await compute.close();
const ratios = (above: number[], below: number[]) => above.map((value, round) => value / below[round]);
console.error(JSON.stringify(seconds));
console.log(
  JSON.stringify({
    bare_s: median(seconds.bare),
    range_over_bare: median(ratios(seconds.range, seconds.bare)),
    queued_over_range: median(ratios(seconds.queued, seconds.range)),
  }),
);
