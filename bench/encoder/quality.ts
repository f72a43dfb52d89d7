import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { compareSpaces } from "@lesion-atlas/analysis";
import { createCompute } from "@lesion-atlas/compute";
import { type GraphChanges, createEncoder, importModel, makeVariant } from "@lesion-atlas/encoder";

/** What variants of a trained tower share with it on real images: recall@10 overlap and cosine; see `encoder.ts`. */
const [checkpoint, modelsFolder, imageFolder, threads, ...merged] = process.argv.slice(2);
/** Every so many-th photograph, so that all parts of the archive are asked. */
const step = 4;

const compute = createCompute({ interactiveThreads: Number(threads) });
const source = await importModel(checkpoint, { id: "trained", modelsFolder });
const original = await createEncoder(source, { compute, threads: Number(threads) });
const files = globSync("**/*.jpg", { cwd: imageFolder }).sort();
const images = await Promise.all(
  files
    .filter((_, index) => index % step === 0)
    .map(async (file) => (await original.preprocess(await readFile(join(imageFolder, file)))).tensor),
);
const expected = await original.encodeImages(images);
await original.close();

const variants: GraphChanges[] = [
  { precision: "fp16" },
  { precision: "int8" },
  ...merged
    .map(Number)
    .flatMap((mergedTokens): GraphChanges[] => [{ mergedTokens }, { precision: "int8", mergedTokens }]),
];
const figures: Record<string, number> = { images: images.length };
for (const variant of variants) {
  const name = Object.values(variant).join("_");
  const { folder } = await makeVariant(source, variant, { id: `trained-${name}`, modelsFolder });
  const encoder = await createEncoder(folder, { compute, threads: 1 });
  const { recall_at_10, cosine_mean = NaN } = compareSpaces(expected, await encoder.encodeImages(images));
  await encoder.close();
  figures[`recall_${name}`] = recall_at_10;
  figures[`cosine_${name}`] = cosine_mean;
}
await compute.close();
console.log(JSON.stringify(figures));
