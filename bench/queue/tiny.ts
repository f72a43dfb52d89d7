import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Encoder } from "@lesion-atlas/core";
import { createPreprocessor, preprocessingSchema } from "@lesion-atlas/encoder";
import { indexRange, openArchive } from "@lesion-atlas/indexer";
import { createEmbeddedStore } from "@lesion-atlas/store";
import pLimit from "p-limit";
import { median } from "../runner/statistics.ts";
import { setting } from "./setting.ts";

/** Preprocessing alone against `indexRange` into a file with an encoder that costs nothing; see `queue.ts`. */
const preprocessor = createPreprocessor(preprocessingSchema.parse({ size: 224 }));
const model = {
  id: "tiny",
  fingerprint: "1".repeat(64),
  dimensions: 512,
  logitScale: 1,
  templates: [],
  hasText: false,
};
const unit = Float32Array.from({ length: 512 }, (_, n) => (n === 0 ? 1 : 0));
const encoder: Encoder = {
  model,
  preprocess: preprocessor.preprocess,
  encodeImages: async (batch) => batch.map(() => unit),
  encodeTexts: async () => [],
  close: async () => {},
};
const archive = await openArchive(setting.images);
const size = archive.size ?? 0;

async function preprocessingAlone(): Promise<void> {
  const limit = pLimit(2 * availableParallelism());
  const keys: string[] = [];
  for await (const { key } of archive.keys()) keys.push(key);
  await limit.map(keys, async (key) => void (await encoder.preprocess(await archive.bytes(key))));
}

const store = await createEmbeddedStore(join(setting.scratch, "tiny.sqlite"), { oneShot: true });

async function endToEnd(round: number): Promise<void> {
  await indexRange({ archive, archiveName: `tiny ${round}`, store, encoder });
}

await preprocessingAlone();
const rates: Record<string, number[]> = { alone: [], whole: [] };
for (let round = 0; round < setting.rounds; round++) {
  const ways = [
    ["alone", preprocessingAlone],
    ["whole", endToEnd],
  ] as const;
  for (const [name, way] of round % 2 === 0 ? ways : ways.toReversed()) {
    const start = performance.now();
    await way(round);
    rates[name].push((1000 * size) / (performance.now() - start));
  }
}
await store.close();
await archive.close();
await preprocessor.close();
const ratio = median(rates.whole.map((rate, round) => rate / rates.alone[round]));
console.error(JSON.stringify(rates));
console.log(
  JSON.stringify({
    alone_per_second: median(rates.alone),
    whole_per_second: median(rates.whole),
    whole_over_alone: ratio,
  }),
);
