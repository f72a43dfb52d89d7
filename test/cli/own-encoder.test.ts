import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSession, floatTensor } from "@lesion-atlas/compute";
import { writeModelFile } from "@lesion-atlas/encoder";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { description, writeImageGraph } from "../../packages/encoder/test/models/tiny-model.ts";
import { needsPython, python, pythonTimeoutMs } from "../support/find-python.ts";
import { runLesion } from "../support/lesion-command.ts";

const home = mkdtempSync(join(tmpdir(), "lesion-own-encoder-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const lesion = (...words: string[]) => runLesion(words, { home });

describe("an image-only model", () => {
  beforeAll(async () => {
    const source = join(home, "source");
    mkdirSync(source);
    await writeImageGraph(source);
    const { text: _, ...imageOnly } = description;
    await writeModelFile(source, imageOnly);
    expect(await lesion("models", "import", source, "--id", "eyes")).toMatchObject({ code: 0 });
    expect(await lesion("phantom", join(home, "phantoms"), "--count", "12", "--seed", "1")).toMatchObject({ code: 0 });
    const indexed = await lesion("index", join(home, "phantoms"), "--archive", "drawn", "--model", "eyes");
    expect(indexed).toMatchObject({ code: 0 });
  });

  test("is listed without words", async () => {
    const { models } = (await lesion("models", "list", "--json")).json<{
      models: { id: string; has_text: boolean }[];
    }>();
    expect(models.find(({ id }) => id === "eyes")).toMatchObject({ has_text: false });
  });

  test("finds by image", async () => {
    const images = JSON.parse(JSON.stringify((await lesion("status", "--json")).json())) as {
      store: { images: number };
    };
    expect(images.store.images).toBeGreaterThan(0);
    const file = readFileSync(join(home, "phantoms", "metadata.csv"), "utf8")
      .split("\n")[1]
      .split(",")[0];
    const { code, json } = await lesion(
      "similar",
      join(home, "phantoms", "images", `${file}.jpg`),
      "--model",
      "eyes",
      "--json",
    );
    expect(code).toBe(0);
    expect(json<{ hits: object[] }>().hits.length).toBeGreaterThan(0);
  });

  test.each([
    ["search", "hair"],
    ["classify", "x.jpg", "--classes", "a;b"],
  ])("asked for words by lesion %s it says so", async (...words) => {
    const file = readFileSync(join(home, "phantoms", "metadata.csv"), "utf8")
      .split("\n")[1]
      .split(",")[0];
    const named = words.map((word) => (word === "x.jpg" ? join(home, "phantoms", "images", `${file}.jpg`) : word));
    const { code, stderr } = await lesion(...named, "--model", "eyes");
    expect(code).toBe(1);
    expect(stderr).toContain("the model eyes has no text tower");
  });
});

const page = readFileSync(fileURLToPath(new URL("../../docs/models.md", import.meta.url)), "utf8");
const script = /```python\n([\s\S]*?)```/.exec(page)![1];

test("the export in docs/models.md has 40 lines at most", () => {
  expect(script.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
});

describe.skipIf(!python)(`the export in docs/models.md${needsPython}`, () => {
  /** Runs it with random weights, and has it print what torch gives for a picture of a formula. */
  function exported(model: string, out: string): number[] {
    const path = join(home, "export_model.py");
    const told = `
picture = (torch.arange(3 * size * size).float() % 97 / 97).reshape(1, 3, size, size)
print("EMBEDDING", json.dumps(encode(picture)[0].tolist()))
`;
    writeFileSync(path, script + told);
    const said = execFileSync(python!, [path, model, out, "random"], { encoding: "utf8", stdio: "pipe" });
    return JSON.parse(/^EMBEDDING (.*)$/m.exec(said)![1]) as number[];
  }

  test.each([
    ["timm:resnet10t.c3_in1k", false],
    ["open_clip:ViT-S-32-alt", true],
  ])(
    "%s becomes a model that gives torch's embeddings",
    async (model, hasText) => {
      const id = hasText ? "clip" : "timm";
      const out = join(home, `${id}-export`);
      const expected = exported(model, out);
      const { code, stderr } = await lesion("models", "import", out, "--id", id);
      expect(stderr + code).toMatch(/0$/);
      const shown = (await lesion("models", "show", id, "--json")).json<{
        has_text: boolean;
        preprocessing: { size: number };
      }>();
      expect(shown.has_text).toBe(hasText);
      const { size } = shown.preprocessing;
      const session = await createSession(join(out, "image.onnx"));
      const pixels = Float32Array.from({ length: 3 * size * size }, (_, index) => (index % 97) / 97);
      const { embedding } = await session.run({ pixel_values: floatTensor(pixels, [1, 3, size, size]) });
      await session.close();
      const found = Array.from(embedding.values as Float32Array);
      expect(found).toHaveLength(expected.length);
      const scale = Math.max(...expected.map(Math.abs));
      expect(Math.max(...found.map((value, index) => Math.abs(value - expected[index]))) / scale).toBeLessThan(1e-4);
    },
    pythonTimeoutMs,
  );
});
