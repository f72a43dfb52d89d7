import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSession, floatTensor } from "@lesion-atlas/compute";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasShared, needsShared, sharedFolder } from "../../../../test/support/shared.ts";
import { createPreprocessor, importModel, readModelFolder } from "../../src/index.ts";
import { createClipTokenizer } from "../../src/tokenizer/create-clip-tokenizer.ts";
import { greatestDifference } from "./recorded-cases.ts";
import { encodeRows, rowsOf } from "./tower-rows.ts";

interface Expected {
  logit_scale?: number;
  images: string[];
  texts: string[];
  image_embeddings: number[][];
  text_embeddings: number[][];
}

const tolerance = 1e-5;
const models = ["tiny-openclip", "tiny-openclip-quickgelu", "tiny-hf-clip"];

describe.skipIf(!hasShared).each(models)(`%s${needsShared}`, (name) => {
  let modelsFolder: string;
  let folder: string;
  let expected: Expected;
  beforeAll(async () => {
    modelsFolder = await mkdtemp(join(tmpdir(), "lesion-reference-"));
    const source = join(sharedFolder, "reference", name);
    expected = JSON.parse(await readFile(join(source, "expected.json"), "utf8")) as Expected;
    folder = await importModel(source, { id: name, modelsFolder });
  });
  afterAll(() => rm(modelsFolder, { recursive: true, force: true }));

  test("images have the embeddings of the original", async () => {
    const { settings } = await readModelFolder(folder);
    const preprocessor = createPreprocessor(settings.preprocessing, { threads: 1 });
    const session = await createSession(join(folder, "image.onnx"));
    const found: Float32Array[] = [];
    for (const image of expected.images) {
      const { tensor } = await preprocessor.preprocess(await readFile(join(sharedFolder, image)));
      const { embedding } = await session.run({ pixel_values: floatTensor(tensor, [1, 3, 224, 224]) });
      found.push(...rowsOf(embedding));
    }
    await Promise.all([preprocessor.close(), session.close()]);
    expect(greatestDifference(found, expected.image_embeddings)).toBeLessThan(tolerance);
  });

  test("texts have the embeddings of the original, as one batch and each alone", async () => {
    const texts = createClipTokenizer()
      .encode(expected.texts)
      .map((ids) => [...ids]);
    const session = await createSession(join(folder, "text.onnx"));
    const together = await encodeRows(session, texts, 77);
    const alone = [];
    for (const ids of texts) alone.push(...(await encodeRows(session, [ids], ids.length)));
    await session.close();
    expect(greatestDifference(together, expected.text_embeddings)).toBeLessThan(tolerance);
    expect(greatestDifference(alone, expected.text_embeddings)).toBeLessThan(tolerance);
  });

  test("model.json has the logit scale and the preprocessing of the checkpoint", async () => {
    const { model, settings } = await readModelFolder(folder);
    expect(model.logitScale).toBeCloseTo(expected.logit_scale ?? Math.exp(2.6592), 4);
    expect(model.dimensions).toBe(expected.image_embeddings[0].length);
    expect(settings.preprocessing).toMatchObject({ size: 224, mode: "shortest", interpolation: "bicubic" });
  });
});
