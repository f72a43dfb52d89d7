import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawnPixels } from "../../packages/encoder/test/preprocess/drawn-pixels.ts";
import { runLesion } from "../support/lesion-command.ts";
import { writeSmallCheckpoint } from "../support/small-checkpoint.ts";

interface Recorded {
  classes: string[];
  sizes: [number, number][];
  cases: { templates: string[]; logit_scale: number | null; probabilities: number[][] }[];
}

/** Of open_clip 3.3.0, by `record-open-clip.py`. */
const recorded = JSON.parse(readFileSync(new URL("open-clip-classify.json", import.meta.url), "utf8")) as Recorded;
const home = mkdtempSync(join(tmpdir(), "lesion-classify-"));
const files = recorded.sizes.map(([width, height]) => join(home, `${width}x${height}.png`));
const classify = (images: string[], ...words: string[]) =>
  runLesion(["classify", ...images, "--classes", recorded.classes.join(";"), "--model", "small", ...words], { home });

beforeAll(async () => {
  for (const [index, [width, height]] of recorded.sizes.entries()) {
    const { pixels } = drawnPixels(width, height);
    await sharp(pixels, { raw: { width, height, channels: 3 } })
      .png()
      .toFile(files[index]);
  }
  const checkpoint = writeSmallCheckpoint(join(home, "checkpoint"));
  const imported = await runLesion(["models", "import", checkpoint, "--id", "small"], { home });
  expect(imported.code, imported.stderr).toBe(0);
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("lesion classify", () => {
  test.each(recorded.cases)("templates $templates, logit scale $logit_scale: open_clip's numbers", async (one) => {
    const { templates, logit_scale, probabilities } = one;
    const options = templates.flatMap((template) => ["--template", template]);
    if (logit_scale !== null) options.push("--logit-scale", String(logit_scale));
    const run = await classify(files, ...options, "--json");
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const answer = run.json() as {
      classes: string[];
      logit_scale: number;
      results: { image: string; probabilities: number[]; predicted: string }[];
    };
    expect(answer).toMatchObject({ model: "small", classes: recorded.classes });
    expect(answer.logit_scale).toBeCloseTo(logit_scale ?? 20, 4);
    for (const [index, { image, probabilities: found, predicted }] of answer.results.entries()) {
      expect(image).toBe(files[index]);
      for (const [k, value] of found.entries()) expect(Math.abs(value - probabilities[index][k])).toBeLessThan(1e-4);
      const expected = probabilities[index];
      expect(predicted).toBe(recorded.classes[expected.indexOf(Math.max(...expected))]);
    }
  });

  test("a broken image is listed with its reason, the others are classified, and the exit code is 3", async () => {
    const broken = join(home, "broken.jpg");
    writeFileSync(broken, "not an image");
    const run = await classify([broken, files[0]], "--json");
    expect(run.code).toBe(3);
    expect(run.json()).toMatchObject({
      results: [{ image: files[0] }],
      rejected: [{ image: broken, reason: expect.stringContaining("broken.jpg") }],
    });
    expect((await classify([broken])).code).toBe(1);
  });

  test("a name that is no file is told as such where there is no store", async () => {
    const misspelt = await classify([files[0], "photograf.jpg"]);
    expect(misspelt.code).toBe(1);
    expect(misspelt.stderr).toContain("there is no file photograf.jpg");
  });

  test("a person gets a table with the notice, and a sentence for one class alone", async () => {
    const { stdout } = await classify([files[0]], "--template", "{}", "--logit-scale", "100");
    expect(stdout).toMatch(/image +predicted +dark brown +bleeding +irregular shape\n/);
    expect(stdout).toContain("0.9509");
    expect(stdout).toContain("Research use only");
    const alone = await runLesion(["classify", files[0], "--classes", "nevus", "--model", "small"], { home });
    expect(alone.code).toBe(2);
    expect(alone.stderr).toContain("at least two classes");
  });
});
