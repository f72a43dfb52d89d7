import { describe, expect, test } from "vitest";
import { readTransformersConfiguration } from "../../src/import/configuration/read-transformers.ts";

const model = { model_type: "clip", projection_dim: 8 };
const clip = { size: { shortest_edge: 224 }, crop_size: { height: 224, width: 224 }, resample: 3 };

test("what a configuration leaves out is as in transformers", () => {
  const read = readTransformersConfiguration({ ...model, text_config: { eos_token_id: null } }, undefined);
  expect(read).toMatchObject({ naming: "transformers", dimensions: 8, tokenizer: { kind: "clip" } });
  expect(read.image.transformer).toMatchObject({ width: 768, layers: 12, heads: 12, activation: "quick_gelu" });
  expect(read.text.transformer).toMatchObject({ width: 512, hiddenWidth: 2048, epsilon: 1e-5 });
  expect(read.text.pooling).toEqual({ kind: "id", id: 49_407 });
  expect(read.preprocessing).toMatchObject({ size: 224, mode: "shortest", interpolation: "bicubic" });
});

test("the mistaken end token of old files means the greatest id, and their second dictionary goes first", () => {
  const old = { ...model, text_config: { eos_token_id: 2, hidden_size: 64 }, text_config_dict: { hidden_size: 128 } };
  const { text } = readTransformersConfiguration(old, undefined);
  expect(text.pooling).toEqual({ kind: "largest" });
  expect(text.transformer.width).toBe(128);
});

test("another vocabulary needs its tokenizer.json", () => {
  const { tokenizer } = readTransformersConfiguration({ ...model, text_config: { vocab_size: 30_000 } }, undefined);
  expect(tokenizer).toEqual({ kind: "file", cleaning: "none" });
});

describe("preprocessing", () => {
  test.each([
    ["numbers", { size: 224, crop_size: 224, image_mean: [0.5, 0.5, 0.5], image_std: [0.2, 0.2, 0.2] }, "shortest"],
    ["sides", { ...clip, rescale_factor: 0.00392156862745098 }, "shortest"],
    ["both sides at once", { size: { height: 224, width: 224 }, do_center_crop: false, resample: 2 }, "squash"],
  ])("%s", (_, processor, mode) => {
    expect(readTransformersConfiguration(model, processor).preprocessing.mode).toBe(mode);
  });

  test.each([
    ["short side 256 for an image tower of 224 pixels", { ...clip, size: { shortest_edge: 256 } }],
    ["crop_size 200 x 224", { ...clip, crop_size: { height: 200, width: 224 } }],
    ["resample = 1", { ...clip, resample: 1 }],
    ["do_normalize = false", { ...clip, do_normalize: false }],
    ["rescale_factor = 0.5", { ...clip, rescale_factor: 0.5 }],
    ["do_center_crop = false with a short side", { ...clip, do_center_crop: false }],
  ])("refused: %s", (what, processor) => {
    expect(() => readTransformersConfiguration(model, processor)).toThrow(
      expect.objectContaining({ code: "unsupported", message: `not supported: preprocessor_config.json: ${what}` }),
    );
  });
});

test.each([
  ['model_type = "siglip" of transformers', { model_type: "siglip" }],
  ['text_config.hidden_act = "relu"', { ...model, text_config: { hidden_act: "relu" } }],
  ["vision_config.num_channels = 1", { ...model, vision_config: { num_channels: 1 } }],
])("refused: %s", (what, json) => {
  expect(() => readTransformersConfiguration(json, undefined)).toThrow(
    expect.objectContaining({ code: "unsupported", message: `not supported: ${what}` }),
  );
});
