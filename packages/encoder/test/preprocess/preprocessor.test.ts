import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Worker } from "node:worker_threads";
import sharp from "sharp";
import { afterAll, describe, expect, test } from "vitest";
import { createPreprocessor } from "../../src/index.ts";
import { createPreprocessImage } from "../../src/preprocess/preprocess-image.ts";
import { preprocessingSchema } from "../../src/preprocess/settings.ts";

const drawn = (file: string) => new Uint8Array(readFileSync(new URL(`images/${file}`, import.meta.url)));
const settings = preprocessingSchema.parse({ size: 64, mode: "longest", fill_color: 9 });
const files = ["plain.jpg", "rgba.png", "grey-16-bit.png", "lossy.webp", "cmyk.jpg", "plain.gif", "444.jpg", "lzw.tif"];

/** 49 megapixels: allowed, a second and more to decode and scale down. */
const hugeImage = async () =>
  new Uint8Array(
    await sharp({ create: { width: 7000, height: 7000, channels: 3, background: "#a53" } })
      .jpeg()
      .toBuffer(),
  );

describe("preprocessor", () => {
  const preprocessor = createPreprocessor(settings, { threads: 2 });
  afterAll(() => preprocessor.close());

  test("many at once: each call gets its own image, as on the calling thread, and keeps its bytes", async () => {
    const alone = createPreprocessImage(settings);
    const inputs = [...files, ...files, ...files].map(drawn);
    const answers = await Promise.all(inputs.map((bytes) => preprocessor.preprocess(bytes)));
    for (const [place, answer] of answers.entries()) {
      expect(inputs[place].length).toBeGreaterThan(0);
      expect(answer).toEqual(await alone(inputs[place]));
    }
    expect(answers[0]).toMatchObject({
      width: 37,
      height: 29,
      perceptualHash: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  test("bytes inside a larger buffer, which stays as it is", async () => {
    const bytes = drawn("444.jpg");
    const archive = Buffer.alloc(bytes.length + 300, 7);
    archive.set(bytes, 100);
    const inside = archive.subarray(100, 100 + bytes.length);
    expect(await preprocessor.preprocess(inside)).toEqual(await preprocessor.preprocess(bytes));
    expect(archive.length).toBe(bytes.length + 300);
    expect(archive[0]).toBe(7);
  });

  test("a broken image among others fails alone, with its reason", async () => {
    const broken = drawn("plain.jpg").slice(0, 300);
    const results = await Promise.allSettled(
      [drawn("444.jpg"), broken, drawn("rgba.png")].map((bytes) => preprocessor.preprocess(bytes)),
    );
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({
      reason: { name: "AppError", code: "image_unreadable", message: expect.stringContaining("cut short") },
    });
  });

  test("an image over its limit ends its thread; its neighbours are done by another, and so is what follows", async () => {
    const started: Worker[] = [];
    const onWorker = (worker: Worker) => void started.push(worker);
    process.on("worker", onWorker);
    const one = createPreprocessor(settings, { threads: 1 });
    try {
      await one.preprocess(drawn("444.jpg"));
      const slow = await hugeImage();
      const ended = once(started[0], "exit");
      const calls = [one.preprocess(slow, { limitMs: 30 }), ...files.map((file) => one.preprocess(drawn(file)))];
      const [late, ...others] = await Promise.allSettled(calls);
      expect(late).toMatchObject({
        reason: { code: "image_unreadable", message: "the image takes longer than 30 ms to decode" },
      });
      expect(others.map(({ status }) => status)).toEqual(files.map(() => "fulfilled"));
      await ended;
      expect(started).toHaveLength(2);
      expect(await one.preprocess(drawn("444.jpg"))).toMatchObject({ width: expect.any(Number) });
    } finally {
      process.off("worker", onWorker);
      await one.close();
    }
  });

  test("an aborted call is cancelled, waiting or not, and the others go on", async () => {
    const control = new AbortController();
    const calls = Array.from({ length: 12 }, (_, place) =>
      preprocessor.preprocess(drawn("444.jpg"), place % 2 === 0 ? {} : { signal: control.signal }),
    );
    const settled = Promise.allSettled(calls);
    control.abort();
    const codes = (await settled).map((result) => (result.status === "rejected" ? result.reason.code : "done"));
    expect(codes).toEqual(Array.from({ length: 12 }, (_, place) => (place % 2 === 0 ? "done" : "cancelled")));
    await expect(preprocessor.preprocess(drawn("444.jpg"), { signal: control.signal })).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

test("close cancels what is under way, and refuses what comes after", async () => {
  const preprocessor = createPreprocessor(settings, { threads: 1 });
  const calls = Promise.allSettled(files.map((file) => preprocessor.preprocess(drawn(file))));
  await preprocessor.close();
  for (const result of await calls) expect(result).toMatchObject({ reason: { code: "cancelled" } });
  await expect(preprocessor.preprocess(drawn("444.jpg"))).rejects.toMatchObject({ code: "internal" });
});

test.each([
  ["exits", 1, /stopped in the middle of this image/],
  ["throws", 2, /stopped in the middle of this image: .*out of something/],
])("a thread that %s: its image fails with the reason, the next one has a fresh thread", async (_, length, message) => {
  const worker = new URL("dying-worker.ts", import.meta.url);
  const preprocessor = createPreprocessor(settings, { threads: 1 }, worker);
  const fatal = preprocessor.preprocess(new Uint8Array(length));
  await expect(fatal).rejects.toMatchObject({ code: "internal", message: expect.stringMatching(message) });
  expect(await preprocessor.preprocess(drawn("444.jpg"))).toMatchObject({ width: 37 });
  await preprocessor.close();
});

test("bytes that their owner gave away before their turn are refused, and the others go on", async () => {
  const preprocessor = createPreprocessor(settings, { threads: 1 });
  const given = drawn("plain.gif");
  const calls = [drawn("plain.jpg"), drawn("444.jpg"), given, drawn("lzw.tif")].map((bytes) =>
    preprocessor.preprocess(bytes),
  );
  structuredClone(given.buffer, { transfer: [given.buffer] });
  const results = await Promise.allSettled(calls);
  expect(results.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(results[2]).toMatchObject({
    reason: { code: "invalid_input", message: expect.stringContaining("keep them") },
  });
  await preprocessor.close();
});
