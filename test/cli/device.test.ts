import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runLesion } from "../support/lesion-command.ts";

/** A device that onnxruntime-node has for another platform alone. */
const foreign = process.platform === "darwin" ? "dml" : "coreml";
const home = mkdtempSync(join(tmpdir(), "lesion-device-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const lesion = (...words: string[]) => runLesion(words, { home });
beforeAll(async () => {
  const images = join(home, "phantoms");
  expect(await lesion("phantom", images, "--count", "12", "--seed", "4")).toMatchObject({ code: 0 });
  const indexed = await lesion("index", images, "--archive", "drawn", "--device", foreign);
  expect(indexed).toMatchObject({ code: 0, stderr: expect.stringContaining(`${foreign} cannot be used`) });
});

test("a device that is not there: one warning with reason and remedy, and the processor's own result", async () => {
  const search = ["search", "blue-whitish veil", "--limit", "5", "--json"];
  const onProcessor = await lesion(...search);
  const instead = await lesion(...search, "--device", foreign);
  const hitsOf = (run: typeof instead) => run.json<{ fingerprint: string; hits: object[] }>();
  expect(hitsOf(instead).hits).toEqual(hitsOf(onProcessor).hits);
  expect(hitsOf(instead).fingerprint).toBe(hitsOf(onProcessor).fingerprint);
  expect(onProcessor.stderr).toBe("");
  expect(instead.stderr).toMatch(
    new RegExp(
      `^encoding on the processor, since ${foreign} cannot be used: .* has no such provider \\(onnxruntime-node has it on \\w+\\)\n$`,
    ),
  );
  const inEnvironment = await runLesion([...search, "--quiet"], { home, env: { LESION_DEVICE: foreign } });
  expect(inEnvironment).toMatchObject({ code: 0, stderr: "" });
});

test("the first indexing on the processor has measured how fast the model is here", async () => {
  const { models } = (await lesion("models", "list", "--json")).json<{ models: { id: string }[] }>();
  expect(models.find(({ id }) => id === "demo")).toMatchObject({
    speed: { images_per_second: expect.any(Number), text_ms: expect.any(Number) },
  });
});

test("a device that nobody knows is wrong usage, with the list", async () => {
  const flag = await lesion("search", "hair", "--device", "gpu");
  expect(flag).toMatchObject({ code: 2, stderr: expect.stringContaining("cpu, cuda, dml, coreml, webgpu, auto") });
  const variable = await runLesion(["search", "hair"], { home, env: { LESION_DEVICE: "gpu" } });
  expect(variable).toMatchObject({ code: 2, stderr: expect.stringContaining("LESION_DEVICE is gpu: give one of cpu") });
});

test("doctor says what models can be run on", async () => {
  const { devices } = (await lesion("doctor", "--json")).json<{ devices: { device: string; usable: boolean }[] }>();
  expect(devices.map(({ device }) => device)).toEqual(["cpu", "cuda", "dml", "coreml", "webgpu"]);
  expect(devices[0]).toEqual({ device: "cpu", usable: true });
  expect(devices.find(({ device }) => device === foreign)).toMatchObject({
    usable: false,
    reason: expect.stringContaining("no such provider"),
  });
  const { stdout } = await lesion("doctor");
  expect(stdout).toMatch(/--device cpu +can be used/);
  expect(stdout).toMatch(new RegExp(`--device ${foreign} +cannot be used: `));
});
