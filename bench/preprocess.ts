import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { plainParameters, renderPhantom } from "@lesion-atlas/phantom";
import sharp from "sharp";
import type { Bench, BenchContext, BenchReport } from "./bench.ts";

const images = 40;
const width = 600;
const height = 450;
/** Each process works through the images this often, after one pass that is not timed. */
const passes = 8;

/** From a JPEG on disk to the float32 tensor of a 224-pixel model, and the hash on our side. */
export const bench: Bench = {
  name: "preprocess",
  describe: `${width}x${height} JPEGs to 224-pixel tensors, on worker threads, against Pillow on one thread`,
  run,
};

async function run(context: BenchContext): Promise<BenchReport> {
  context.progress(`drawing ${images} phantoms of ${width}x${height}`);
  for (let seed = 1; seed <= images; seed++) await drawJpeg(seed, join(context.scratch, `${seed}.jpg`));
  const ours = context.node("preprocess/ours.ts", context.scratch, String(passes), String(context.threads));
  const figure = `preprocessing, ${context.threads} threads`;
  const row = { figure, unit: "images/s", target: { atLeast: 1.2 } };
  const notes = [
    `${images * passes} images a run, phantoms; reading the files is counted, starting the process is not`,
  ];
  if (context.python.skipped !== undefined) {
    const samples = await context.interleave({ ours });
    return { rows: [{ ...row, ours: samples.ours.images_per_second, peerName: context.python.skipped }], notes };
  }
  const pillow = context.python.process("preprocess/pillow.py", context.scratch, String(passes));
  const samples = await context.interleave({ ours, pillow });
  const sides = { ours: samples.ours.images_per_second, peer: samples.pillow.images_per_second };
  return { rows: [{ ...row, ...sides, peerName: "Pillow, one thread" }], notes };
}

async function drawJpeg(seed: number, file: string): Promise<void> {
  const { pixels } = renderPhantom(plainParameters(seed, width, height));
  const jpeg = sharp(pixels, { raw: { width, height, channels: 3 } }).jpeg({ quality: 92 });
  writeFileSync(file, await jpeg.toBuffer());
}
