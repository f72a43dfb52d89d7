import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createCompute } from "@lesion-atlas/compute";
import { expect, onTestFinished, test } from "vitest";
import { hasShared, needsShared, sharedFolder } from "../../../../test/support/shared.ts";
import { createEncoder } from "../../src/encoder/create-encoder.ts";
import { importModel } from "../../src/import/import-model.ts";
import { temporaryFolder } from "../checkpoint/temporary-folder.ts";

/** What open_clip or transformers computed; embeddings of any length. */
interface Expected {
  images: string[];
  texts: string[];
  image_embeddings: number[][];
  text_embeddings: number[][];
  /** softmax(100 cos) over `texts`, for each image. */
  softmax_100_cosine?: number[][];
}

const models = ["tiny-openclip", "tiny-openclip-quickgelu", "tiny-hf-clip"];

test.skipIf(!hasShared).each(models)(
  `%s: from photographs and phrases to the embeddings of the original${needsShared}`,
  async (name) => {
    const source = join(sharedFolder, "reference", name);
    const expected: Expected = JSON.parse(readFileSync(join(source, "expected.json"), "utf8"));
    const compute = createCompute({ interactiveThreads: 1, bulkThreads: 1 });
    onTestFinished(() => compute.close());
    const encoder = await createEncoder(await importModel(source, { id: name, modelsFolder: temporaryFolder() }), {
      compute,
      threads: 1,
    });
    onTestFinished(() => encoder.close());

    const photographs = expected.images.map((image) => readFileSync(join(sharedFolder, image)));
    const preprocessed = await Promise.all(photographs.map((bytes) => encoder.preprocess(bytes)));
    const images = await encoder.encodeImages(
      preprocessed.map(({ tensor }) => tensor),
      { lane: "bulk" },
    );
    const texts = await encoder.encodeTexts(expected.texts);

    expect(greatestDifference(images, expected.image_embeddings.map(unit))).toBeLessThan(1e-5);
    expect(greatestDifference(texts, expected.text_embeddings.map(unit))).toBeLessThan(1e-5);
    if (expected.softmax_100_cosine) {
      const probabilities = images.map((image) => softmax(texts.map((text) => 100 * dot(image, text))));
      expect(greatestDifference(probabilities, expected.softmax_100_cosine)).toBeLessThan(1e-4);
    }
  },
);

function unit(vector: readonly number[]): number[] {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function dot(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * right[index], 0);
}

function softmax(logits: readonly number[]): number[] {
  const powers = logits.map((logit) => Math.exp(logit - Math.max(...logits)));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

function greatestDifference(found: readonly ArrayLike<number>[], expected: readonly number[][]): number {
  expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  const differences = expected.flatMap((row, index) =>
    row.map((value, place) => Math.abs(value - found[index][place])),
  );
  return Math.max(...differences);
}
