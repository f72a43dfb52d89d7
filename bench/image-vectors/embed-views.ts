import { closeSync, fsyncSync, mkdirSync, openSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createCompute, physicalCores } from "@lesion-atlas/compute";
import type { ImageTensor } from "@lesion-atlas/core";
import { createEncoder } from "@lesion-atlas/encoder";
import { augmentedView } from "./augmented-view.ts";
import { askedPhrases, embedPhrases } from "./embed-phrases.ts";
import { sourceImages } from "./source-images.ts";
import { rowsIn } from "./vector-file.ts";

/**
 * Writes what the demo encoder makes of augmented views of pictures: `stored.f32`, raw float32 rows, all pictures in view
 * 0, then all in view 1, and so on; `asked-images.f32` and `asked-words.f32` to search with; `source.txt` says what the
 * pictures are. Goes on where it was stopped.
 *
 *   node bench/image-vectors/embed-views.ts --cache FOLDER --count 100000 [--asked 300]
 *
 * Its last line says how many rows lie there and how many a second were made.
 */
const modelFolder = fileURLToPath(new URL("../../models/demo", import.meta.url));
const batchSize = 64;
const batchesAReport = 20;

const { values } = parseArgs({
  options: { cache: { type: "string" }, count: { type: "string" }, asked: { type: "string", default: "300" } },
});
if (!values.cache || !values.count) throw new Error("give --cache FOLDER and --count N");
const threads = physicalCores();
mkdirSync(values.cache, { recursive: true });
const source = await sourceImages(values.cache, threads);
const folder = join(values.cache, source.name);
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "source.txt"), source.describe);

const compute = createCompute({ bulkThreads: threads, bulkNiceness: 0 });
const encoder = await createEncoder(modelFolder, { compute, threads });
const { dimensions } = encoder.model;
const step = Math.max(1, Math.floor(source.asked.length / Number(values.asked)));
const asked = source.asked.filter((_, index) => index % step === 0).slice(0, Number(values.asked));
await embedInto(join(folder, "asked-images.f32"), asked.length, async (row) => augmentedView(asked[row], 0, row));
await embedPhrases(encoder, askedPhrases(), join(folder, "asked-words.f32"));
const start = performance.now();
const made = await embedInto(join(folder, "stored.f32"), Number(values.count), async (row) =>
  augmentedView(source.stored[row % source.stored.length], Math.floor(row / source.stored.length), row),
);
const seconds = (performance.now() - start) / 1000;
await encoder.close();
await compute.close();
console.log(JSON.stringify({ rows: Number(values.count), dimensions, made, images_per_s: made / seconds }));

/** Appends the rows that are missing. @returns how many that were */
async function embedInto(file: string, count: number, view: (row: number) => Promise<Uint8Array>): Promise<number> {
  const there = Math.min(rowsIn(file, dimensions), count);
  if (there >= count) return 0;
  const descriptor = openSync(file, "a");
  truncateSync(file, there * 4 * dimensions);
  let prepared = preprocessed(there, count, view);
  for (let first = there; first < count; first += batchSize) {
    const tensors = await prepared;
    prepared = preprocessed(first + batchSize, count, view);
    for (const vector of await encoder.encodeImages(tensors, { lane: "bulk" })) writeSync(descriptor, vector);
    if ((first / batchSize) % batchesAReport < 1) console.error(`${file}: ${first} of ${count}`);
  }
  fsyncSync(descriptor);
  closeSync(descriptor);
  return count - there;
}

async function preprocessed(
  first: number,
  count: number,
  view: (row: number) => Promise<Uint8Array>,
): Promise<ImageTensor[]> {
  const rows = Array.from({ length: Math.max(0, Math.min(batchSize, count - first)) }, (_, n) => first + n);
  const images = await Promise.all(rows.map(async (row) => encoder.preprocess(await view(row))));
  return images.map(({ tensor }) => tensor);
}
