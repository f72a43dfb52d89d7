import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createCompute } from "@lesion-atlas/compute";
import { afterAll, afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import {
  createEncoder,
  measureSpeed,
  readMeasurements,
  recordSelfTest,
  runSelfTest,
  writeMeasurements,
} from "../../src/index.ts";
import { writeTinyModel } from "../models/tiny-model.ts";

const compute = createCompute({ interactiveThreads: 1, bulkThreads: 1 });
afterAll(() => compute.close());
let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "lesion-self-test-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function opened(path: string) {
  const encoder = await createEncoder(path, { compute, threads: 1 });
  onTestFinished(() => encoder.close());
  return encoder;
}

test("passes on the model it was recorded of, and changes no fingerprint", async () => {
  const encoder = await opened(await writeTinyModel(folder));
  expect(await runSelfTest(folder, encoder, { precision: "fp32" })).toBeUndefined();
  await recordSelfTest(folder, encoder);
  expect(await runSelfTest(folder, encoder, { precision: "fp32" })).toMatchObject({ ok: true, tolerance: 1e-5 });
  expect((await opened(folder)).model.fingerprint).toBe(encoder.model.fingerprint);
});

test("names the phantom whose embedding moved", async () => {
  const encoder = await opened(await writeTinyModel(folder));
  await recordSelfTest(folder, encoder);
  const path = join(folder, ".self-test.json");
  const recorded = JSON.parse(readFileSync(path, "utf8"));
  recorded.images["phantom-2.png"][0] += 0.01;
  writeFileSync(path, JSON.stringify(recorded));
  const result = await runSelfTest(folder, encoder, { precision: "fp32" });
  expect(result).toMatchObject({ ok: false, worst: "phantom-2.png" });
  expect(result!.component).toBeCloseTo(0.01, 4);
  writeFileSync(path, "{}");
  await expect(runSelfTest(folder, encoder, { precision: "fp32" })).rejects.toMatchObject({ code: "model_invalid" });
});

test("an image-only model is tested on images, and its speed has no texts", async () => {
  await writeTinyModel(folder, { text: undefined });
  rmSync(join(folder, "text.onnx"));
  const encoder = await opened(folder);
  await recordSelfTest(folder, encoder);
  expect(await runSelfTest(folder, encoder, { precision: "fp32" })).toMatchObject({ ok: true });
  expect(Object.keys(await measureSpeed(encoder))).toEqual(["images_per_second"]);
});

test("the demo model gives what it gave when it was made", async () => {
  const demo = fileURLToPath(new URL("../../../../models/demo", import.meta.url));
  expect(await runSelfTest(demo, await opened(demo), { precision: "fp16" })).toMatchObject({ ok: true });
});

test("measurements are kept by fingerprint, and added to", async () => {
  const speed = { images_per_second: 3, processor: "p", threads: 2, measured_at: "now" };
  await writeMeasurements(folder, "a", { speed });
  await writeMeasurements(folder, "a", {});
  expect(await readMeasurements(folder, "a")).toEqual({ speed });
  expect(await readMeasurements(folder, "b")).toEqual({});
});
