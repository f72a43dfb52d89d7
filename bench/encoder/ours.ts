import { readFileSync } from "node:fs";
import { createCompute } from "@lesion-atlas/compute";
import { createEncoder } from "@lesion-atlas/encoder";

/** Times one model; see `encoder.ts`. */
const [folder, threads] = process.argv.slice(2);
const compute = createCompute({ interactiveThreads: Number(threads) });
const encoder = await createEncoder(folder, { compute, threads: 1 });
const pixels = 3 * 224 * 224;
const images = Array.from({ length: 4 }, (_, image) =>
  Float32Array.from({ length: pixels }, (_, index) => Math.sin(image + index * 12.9898)),
);
const figures = {
  images_ms: await fastestMs(() => encoder.encodeImages(images)),
  words_ms: await fastestMs(() => encoder.encodeTexts(["dark brown irregular shape border"])),
  whole_ms: await fastestMs(() => encoder.encodeTexts(["skin ".repeat(90)])),
};
await encoder.close();
await compute.close();
const kib = /^VmHWM:\s*(?<kib>\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.groups?.kib;
console.log(JSON.stringify({ ...figures, peak_mib: Number(kib) / 1024 }));

async function fastestMs(run: () => Promise<unknown>): Promise<number> {
  let fastest = Infinity;
  for (let round = -1; round < 2; round++) {
    const start = performance.now();
    await run();
    if (round >= 0) fastest = Math.min(fastest, performance.now() - start);
  }
  return fastest;
}
