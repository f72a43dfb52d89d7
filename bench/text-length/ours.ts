import { join } from "node:path";
import { createCompute } from "@lesion-atlas/compute";
import { createEncoder } from "@lesion-atlas/encoder";
import type { Encoder } from "@lesion-atlas/core";
import { median } from "../runner/statistics.ts";

/** Times both models on the same texts, turn about; see `text-length.ts`. */
const [models, threads] = process.argv.slice(2);
const words = "round blue dark brown red white small large flat soft network spots streaks vessels border".split(" ");
const repeats = { 1: 9, 32: 2 };

const compute = createCompute({ interactiveThreads: Number(threads) });
const [cut, whole] = await Promise.all(
  ["cut", "whole"].map((id) => createEncoder(join(models, id), { compute, threads: 1 })),
);
const figures: Record<string, number> = {};
for (const [texts, count] of Object.entries(repeats)) {
  const batch = Array.from({ length: Number(texts) }, (_, text) => fiveWords(text));
  const times: { cut: number[]; whole: number[] } = { cut: [], whole: [] };
  for (let repeat = -1; repeat < count; repeat++) {
    const round = { cut: await timeMs(cut, batch), whole: await timeMs(whole, batch) };
    if (repeat < 0) continue;
    times.cut.push(round.cut);
    times.whole.push(round.whole);
  }
  figures[`cut_${texts}_ms`] = median(times.cut);
  figures[`whole_${texts}_ms`] = median(times.whole);
}
await Promise.all([cut.close(), whole.close()]);
await compute.close();
console.log(JSON.stringify(figures));

function fiveWords(text: number): string {
  return Array.from({ length: 5 }, (_, place) => words[(text * 7 + place * (1 + (text % 3))) % words.length]).join(" ");
}

async function timeMs(encoder: Encoder, batch: readonly string[]): Promise<number> {
  const start = performance.now();
  await encoder.encodeTexts(batch);
  return performance.now() - start;
}
