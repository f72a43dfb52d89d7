import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type EmbeddingCacheOptions, createEmbeddingCache } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const facts = { width: 640, height: 480, perceptualHash: "00ff00ff00ff00ff" };
const contentHash = (number: number) => number.toString(16).padStart(64, "0");

async function cacheFile(): Promise<string> {
  return join(await temporaryFolder(), "cache", "embeddings.sqlite");
}

function opened(path: string, options: EmbeddingCacheOptions = {}) {
  const cache = createEmbeddingCache(path, options);
  onTestFinished(() => cache.close());
  return cache;
}

test("gives back each vector bit for bit, by model and content, after it was opened anew", async () => {
  const path = await cacheFile();
  const vector = new Float32Array([1 / 3, -0, 1e-42, 0.1]);
  const first = createEmbeddingCache(path);
  first.write("model-a", [{ contentHash: contentHash(1), vector, ...facts }]);
  first.close();
  const cache = opened(path);
  const cached = cache.read("model-a", contentHash(1))!;
  expect(new Uint32Array(cached.vector.buffer)).toEqual(new Uint32Array(vector.buffer));
  expect(cached).toMatchObject(facts);
  expect(cache.read("model-b", contentHash(1))).toBeUndefined();
  expect(cache.read("model-a", contentHash(2))).toBeUndefined();
});

test("what is written twice is there once, also by two processes' connections", async () => {
  const path = await cacheFile();
  const [one, other] = [opened(path), opened(path)];
  const entry = { contentHash: contentHash(1), vector: new Float32Array([1, 0]), ...facts };
  one.write("model", [entry]);
  other.write("model", [entry, { ...entry, contentHash: contentHash(2) }]);
  expect(one.read("model", contentHash(2))?.vector).toEqual(new Float32Array([1, 0]));
});

test("stays within its bytes: the oldest entries go", async () => {
  const path = await cacheFile();
  const maximumBytes = 100_000;
  const cache = opened(path, { maximumBytes });
  const vector = new Float32Array(256).fill(1 / 16);
  for (let number = 0; number < 1000; number += 10) {
    const entries = Array.from({ length: 10 }, (_, index) => ({ contentHash: contentHash(number + index), vector }));
    cache.write(
      "model",
      entries.map((entry) => ({ ...entry, ...facts })),
    );
  }
  expect(cache.read("model", contentHash(999))).toBeDefined();
  expect(cache.read("model", contentHash(0))).toBeUndefined();
  cache.close();
  expect((await stat(path)).size).toBeLessThan(2.5 * maximumBytes);
});

test("a file that is no database is left out with one sentence, and nothing throws", async () => {
  const path = join(await temporaryFolder(), "embeddings.sqlite");
  await writeFile(path, "this is no database at all, and long enough to be read as one".repeat(100));
  const said: string[] = [];
  const cache = opened(path, { onTrouble: (sentence) => said.push(sentence) });
  cache.write("model", [{ contentHash: contentHash(1), vector: new Float32Array([1]), ...facts }]);
  expect(cache.read("model", contentHash(1))).toBeUndefined();
  expect(said).toEqual([expect.stringContaining(`removing ${path} begins it anew`)]);
});
