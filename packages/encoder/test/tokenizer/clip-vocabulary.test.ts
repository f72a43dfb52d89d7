import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { clipVocabulary, loadClipVocabulary } from "../../src/tokenizer/clip-vocabulary.ts";

test("the vocabulary is read between the other work of the thread, and only once", async () => {
  let turns = 0;
  const stop = new AbortController();
  const counting = (async () => {
    for (; !stop.signal.aborted; turns++) await setImmediate();
  })();
  await loadClipVocabulary();
  stop.abort();
  await counting;
  expect(turns).toBeGreaterThan(10);
  const vocabulary = clipVocabulary();
  expect(vocabulary).toMatchObject({ beginToken: 49406, endToken: 49407 });
  expect(vocabulary.merges.size).toBe(48_894);
  await loadClipVocabulary();
  expect(clipVocabulary()).toBe(vocabulary);
});
