import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { createCompute } from "@lesion-atlas/compute";
import { createEncoder } from "@lesion-atlas/encoder";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { pointOf } from "../points/point-of.ts";
import { setting } from "./setting.ts";

/** One process that indexes and answers searches at once; see `event-loop.ts`. */
const imagesABatch = 16;
const phrases = ["dark brown", "irregular shape", "blue-white veil", "bleeding", "atypical pigment network"];

const compute = createCompute();
const encoder = await createEncoder(setting.model, { compute });
const store = await createEmbeddedStore(setting.store);
await store.useModel(encoder.model);
const files = readdirSync(setting.images).map((file) => join(setting.images, file));
await encodeBatch(0);
await search(phrases[0]);

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
const start = performance.now();
const encoded = new AbortController();
const searchMs: number[] = [];
const searches = searchUntilEncoded();
for (let first = 0; first < setting.encoded; first += imagesABatch) await encodeBatch(first);
encoded.abort();
const seconds = (performance.now() - start) / 1000;
await searches;
delays.disable();
await Promise.all([store.close(), encoder.close()]);
await compute.close();

console.log(
  JSON.stringify({
    delay_p99_ms: delays.percentile(99) / 1e6,
    delay_max_ms: delays.max / 1e6,
    search_ms: searchMs.sort((left, right) => left - right)[searchMs.length >> 1],
    searches: searchMs.length,
    images_per_second: setting.encoded / seconds,
  }),
);

async function encodeBatch(first: number): Promise<void> {
  const images = await Promise.all(
    Array.from({ length: imagesABatch }, async (_, n) =>
      encoder.preprocess(await readFile(files[(first + n) % files.length])),
    ),
  );
  const vectors = await encoder.encodeImages(
    images.map(({ tensor }) => tensor),
    { lane: "bulk" },
  );
  await store.upsert(vectors.map((values, n) => pointOf(setting.stored + first + n, encoder.model, values, images[n])));
}

async function searchUntilEncoded(): Promise<void> {
  for (let n = 0; !encoded.signal.aborted; n++) {
    const before = performance.now();
    await search(phrases[n % phrases.length]);
    searchMs.push(performance.now() - before);
    await pause(setting.pauseMs);
  }
}

async function search(phrase: string): Promise<void> {
  const [vector] = await encoder.encodeTexts([phrase], { lane: "interactive" });
  await store.search([{ vector, limit: 20 }]);
}
