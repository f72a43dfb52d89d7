import { rmSync } from "node:fs";
import { join } from "node:path";
import { createCompute } from "@lesion-atlas/compute";
import { afterAll, expect, test } from "vitest";
import { type TuningPoint, readModelFolder, tuneModel } from "../../src/index.ts";
import { temporaryFolder } from "../checkpoint/temporary-folder.ts";
import { writeTinyModel } from "../models/tiny-model.ts";

const compute = createCompute({ interactiveThreads: 1, bulkThreads: 1 });
afterAll(() => compute.close());

test("tries runs up to 8 images and every number of threads, and takes one of what it measured", async () => {
  const model = await readModelFolder(await writeTinyModel(temporaryFolder()));
  const points: TuningPoint[] = [];
  const onPoint = (point: TuningPoint) => void points.push(point);
  const tuned = await tuneModel(model, { compute, threads: [1, 2], onPoint });
  expect(points.slice(0, 4).map(({ images_a_run }) => images_a_run)).toEqual([1, 2, 4, 8]);
  expect(new Set(points.map(({ threads }) => threads))).toEqual(new Set([1, 2]));
  expect(points).toContainEqual(
    expect.objectContaining({ images_a_run: tuned.images_a_run, threads: tuned.bulk_threads }),
  );
  expect(tuned.images_per_second).toBe(
    points.find((point) => point.threads === tuned.bulk_threads && point.images_a_run === tuned.images_a_run)!
      .images_per_second,
  );
  expect(tuned).toMatchObject({ complete: true, text_ms_while_indexing: expect.any(Number) });
  expect([1, 2]).toContain(tuned.interactive_threads);
});

test("without time it measures once, and says that it is not everything", async () => {
  const model = await readModelFolder(await writeTinyModel(temporaryFolder()));
  const points: TuningPoint[] = [];
  const tuned = await tuneModel(model, {
    compute,
    threads: [2, 1],
    budgetMs: 0,
    onPoint: (one) => void points.push(one),
  });
  expect(points).toHaveLength(1);
  expect(tuned).toMatchObject({ images_a_run: 1, bulk_threads: 2, interactive_threads: 2, complete: false });
});

test("an image-only model is tuned without texts, and a cancelled one is not", async () => {
  const folder = await writeTinyModel(temporaryFolder(), { text: undefined });
  rmSync(join(folder, "text.onnx"));
  const model = await readModelFolder(folder);
  const tuned = await tuneModel(model, { compute, threads: [1], budgetMs: 0 });
  expect(Object.keys(tuned)).not.toContain("text_ms");
  const cancelled = tuneModel(model, { compute, signal: AbortSignal.abort() });
  await expect(cancelled).rejects.toMatchObject({ code: "cancelled" });
});
