import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { needsPython, python } from "../support/find-python.ts";
import { runLesion } from "../support/lesion-command.ts";
import { writeSmallCheckpoint } from "../support/small-checkpoint.ts";

const home = mkdtempSync(join(tmpdir(), "lesion-models-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const checkpoint = writeSmallCheckpoint(join(home, "checkpoint"));
const lesion = (...words: string[]) => runLesion(words, { home });
beforeAll(async () => {
  const { code } = await lesion("models", "import", checkpoint, "--id", "small");
  expect(code).toBe(0);
});

test("models list shows what to choose by: here with its speed, and what can be pulled", async () => {
  const { models, available } = (await lesion("models", "list", "--json")).json<{
    models: object[];
    available: object[];
  }>();
  expect(models).toMatchObject([
    {
      id: "small",
      bytes: expect.any(Number),
      precision: "fp32",
      speed: { images_per_second: expect.any(Number), text_ms: expect.any(Number) },
    },
    { id: "demo", license: "CC-BY-NC-4.0", precision: "fp16", quality: expect.stringContaining("AUROC") },
  ]);
  expect(available[0]).toMatchObject({ id: "whylesionclip", license: "MIT", dimensions: 768, has_text: true });
  const { stdout } = await lesion("models", "list");
  expect(stdout).toMatch(/model +licence +size +dimensions +words +precision +images\/s/);
  expect(stdout).toMatch(/monet +MIT +1\.7 GB +768 +yes/);
});

test("models show tells of a model that is not here what the manifest knows", async () => {
  const { stdout } = await lesion("models", "show", "monet");
  expect(stdout).toContain("trained_on");
  expect(stdout).toContain("SHA-256 recorded by the first pull");
});

test("models verify runs the self-test, and fails when an embedding moved", async () => {
  const well = await lesion("models", "verify", "small", "--json");
  expect(well).toMatchObject({ code: 0 });
  expect(well.json()).toMatchObject({ ok: true, self_test: { ok: true, tolerance: 1e-5 } });
  const path = join(home, "models", "small", ".self-test.json");
  const recorded = readFileSync(path, "utf8");
  const moved = JSON.parse(recorded);
  moved.texts.hair[0] += 0.1;
  writeFileSync(path, JSON.stringify(moved));
  const ill = await lesion("models", "verify", "small");
  expect(ill).toMatchObject({ code: 1, stdout: expect.stringMatching(/the self-test differs by \S+ at hair/) });
  writeFileSync(path, recorded);
});

test.skipIf(!python)(`models verify --against python prints the worst difference${needsPython}`, async () => {
  const missing = await lesion("models", "verify", "small", "--against", "python");
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining("--checkpoint FOLDER") });
  const { stdout, code } = await lesion(
    "models",
    "verify",
    "small",
    "--against",
    "python",
    "--python",
    python!,
    "--checkpoint",
    checkpoint,
  );
  expect(stdout).toMatch(/open_clip: within 1 - cosine \S+, component \S+ \(worst: /);
  expect(code).toBe(0);
});

test("models quantize is refused below its floor, kept with --force, and listed with what it shares", async () => {
  const refused = await lesion("models", "quantize", "small", "--precision", "int8", "--floor", "1");
  expect(refused).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/shares 0\.\d+ of the ten nearest .* below the floor 1/),
  });
  const listed = async () =>
    (await lesion("models", "list", "--json")).json<{ models: { id: string; quality?: string }[] }>().models;
  expect((await listed()).map(({ id }) => id)).toEqual(["small", "demo"]);
  const kept = await lesion("models", "quantize", "small", "--precision", "int8", "--floor", "1", "--force", "--json");
  expect(kept.code).toBe(0);
  expect(kept.json()).toMatchObject({
    id: "small-int8",
    images: 60,
    cosine_mean: expect.any(Number),
    zero_shot_agreement: expect.any(Number),
  });
  expect((await listed()).find(({ id }) => id === "small-int8")).toMatchObject({
    precision: "int8",
    quality: expect.stringMatching(/^recall@10 overlap 0\.\d+ with small$/),
  });
  expect(await lesion("models", "verify", "small-int8")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("allowed 1e-2"),
  });
});

test(
  "models quantize calibrates a convolutional tower with a third of the images; a broken one is told of",
  { timeout: 400_000 },
  async () => {
    const archive = join(home, "calibration");
    expect(await lesion("phantom", archive, "--count", "42", "--seed", "5")).toMatchObject({ code: 0 });
    const images = join(archive, "images");
    const broken = readdirSync(images)
      .sort()
      .slice(2, 4)
      .map((name) => join(images, name));
    for (const path of broken) writeFileSync(path, "no image");
    const words = ["models", "quantize", "demo", "--precision", "int8", "--images", images, "--limit", "20"];
    const made = await lesion(...words, "--floor", "0.5", "--json");
    expect(made.stderr).toContain("calibrating with 14 of the images, comparing on 20 others");
    for (const path of broken) expect(made.stderr).toContain(`${path} cannot be read`);
    expect(made).toMatchObject({ code: 0 });
    const answer = made.json<{ cosine_mean: number }>();
    expect(answer).toMatchObject({ id: "demo-int8", images: 19 });
    expect(answer.cosine_mean).toBeGreaterThan(0.99);
    rmSync(join(home, "models", "demo-int8"), { recursive: true });
  },
);

test("models tune is kept for this machine and this model, and commands that encode use it", async () => {
  const tuned = await lesion("models", "tune", "small", "--seconds", "1", "--json");
  const events = tuned.events<{ event: string; images_a_run: number; fingerprint: string }>();
  expect(events[0]).toMatchObject({ event: "start", id: "small", seconds: 1 });
  expect(events[1]).toMatchObject({ event: "measured", images_a_run: 1, images_per_second: expect.any(Number) });
  const done = events.at(-1)!;
  expect(done).toMatchObject({
    event: "done",
    id: "small",
    memory_bytes: expect.any(Number),
    text_ms: expect.any(Number),
  });
  const { images_a_run, fingerprint } = done;
  const listed = async () =>
    (await lesion("models", "list", "--json"))
      .json<{ models: { id: string; speed: object; tuning?: object }[] }>()
      .models.find(({ id }) => id === "small");
  expect(await listed()).toMatchObject({ tuning: { images_a_run }, speed: { images_a_run } });
  expect((await lesion("models", "show", "small", "--json")).json()).toMatchObject({
    measured: { tuning: { cpu: { images_a_run } } },
  });

  const path = join(home, "models", ".measured", `${fingerprint}.json`);
  const recorded = JSON.parse(readFileSync(path, "utf8"));
  recorded.tuning.cpu.processor = "another";
  writeFileSync(path, JSON.stringify(recorded));
  expect(await listed()).not.toHaveProperty("tuning");
});

test.each([
  [["search", "hair", "--threads", "0"], {}, "whole number from 1 to 1024"],
  [["models", "verify", "small", "--batch", "x"], {}, "whole number from 1 to 1024"],
  [["models", "verify", "small"], { LESION_BATCH: "none" }, "LESION_BATCH is none: give a whole number"],
])("%j with %j is wrong usage", async (words, env, sentence) => {
  const run = await runLesion(words as string[], { home, env: env as Record<string, string> });
  expect(run).toMatchObject({ code: 2, stderr: expect.stringContaining(sentence as string) });
});

test("models quantize --merge-tokens makes a variant of its own, alone and with a precision", async () => {
  expect(await lesion("models", "quantize", "small")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--precision int8|fp16, --merge-tokens N, or both"),
  });
  const kept = await lesion(
    "models",
    "quantize",
    "small",
    "--merge-tokens",
    "1",
    "--precision",
    "int8",
    "--floor",
    "0",
  );
  expect(kept).toMatchObject({ code: 0, stderr: expect.stringContaining("5 in the first block, 4 in the last") });
  const { models } = (await lesion("models", "list", "--json")).json<{ models: { id: string }[] }>();
  expect(models.find(({ id }) => id === "small-int8-merge1")).toMatchObject({ precision: "int8", token_merging: 1 });
  expect((await lesion("models", "list")).stdout).toMatch(/small-int8-merge1 .*int8, merges 1/);
  expect(await lesion("models", "quantize", "demo", "--merge-tokens", "8")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no blocks of attention"),
  });
});

test("models compare puts two models side by side, also of other spaces", async () => {
  const images = join(home, "phantoms");
  expect(await lesion("phantom", images, "--count", "16", "--seed", "3")).toMatchObject({ code: 0 });
  const { stdout, code } = await lesion("models", "compare", "demo", "small", "--images", images);
  expect(code).toBe(0);
  expect(stdout).toMatch(/model +size +images\/s +ms\/text +memory/);
  expect(stdout).toMatch(/recall@10 overlap 0\.\d+ over \d+ images/);
  expect(stdout).not.toContain("cosine");
  const empty = await lesion("models", "compare", "demo", "small", "--images", join(home, "models"));
  expect(empty).toMatchObject({ code: 1, stderr: expect.stringContaining("needs at least 11") });
});
