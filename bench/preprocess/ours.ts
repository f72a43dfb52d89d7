import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createPreprocessor, preprocessingSchema } from "@lesion-atlas/encoder";

/** `node ours.ts FOLDER PASSES THREADS` */
const [folder, passes, threads] = process.argv.slice(2);
const files = readdirSync(folder).map((file) => join(folder, file));
const preprocessor = createPreprocessor(preprocessingSchema.parse({}), { threads: Number(threads) });

await workThrough(files);
const start = performance.now();
const timed = Array.from({ length: Number(passes) }, () => files).flat();
await workThrough(timed);
const seconds = (performance.now() - start) / 1000;
await preprocessor.close();
console.log(JSON.stringify({ images_per_second: timed.length / seconds }));

/** Three images a thread under way: two in its hands and one that waits. */
async function workThrough(paths: readonly string[]): Promise<void> {
  const queue = paths.values();
  const worker = async () => {
    for (const path of queue) await preprocessor.preprocess(await readFile(path));
  };
  await Promise.all(Array.from({ length: Number(threads) * 3 }, worker));
}
