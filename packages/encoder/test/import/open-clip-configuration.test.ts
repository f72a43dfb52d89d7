import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readOpenClipConfiguration } from "../../src/import/configuration/read-open-clip.ts";
import { clipGraphs } from "../../src/import/graph/clip-graphs.ts";

function recorded(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`recorded/${name}`, import.meta.url), "utf8"));
}

/** Every `model_configs/*.json` of open_clip 3.3.0 (MIT), as it is. */
const configurations = recorded("open-clip-configurations.json") as { name: string; model_cfg: object }[];
/** What becomes of each: a sentence, and the names that it holds for. */
const outcomes = recorded("open-clip-outcomes.json") as Record<string, string[]>;

const vision = { image_size: 32, layers: 1, width: 16, head_width: 8, patch_size: 8 };
const text = { width: 16, heads: 2, layers: 1 };

function configuration(changes: { model?: object; vision?: object; text?: object; preprocess?: object }) {
  return {
    model_cfg: {
      embed_dim: 8,
      vision_cfg: { ...vision, ...changes.vision },
      text_cfg: { ...text, ...changes.text },
      ...changes.model,
    },
    preprocess_cfg: changes.preprocess,
  };
}

test("every configuration that comes with open_clip is supported or refused with a sentence", () => {
  const found: Record<string, string[]> = {};
  for (const { name, model_cfg } of configurations) (found[outcomeOf(model_cfg)] ??= []).push(name);
  expect(found).toEqual(outcomes);
  const plain = configurations.filter(({ name, model_cfg }) => name.startsWith("ViT-") && !("timm" in flat(model_cfg)));
  expect(plain.length).toBeGreaterThan(40);
});

function flat(model: object): Record<string, true> {
  return JSON.stringify(model).includes("timm_model_name") ? { timm: true } : {};
}

function outcomeOf(model: object): string {
  try {
    const read = readOpenClipConfiguration({ model_cfg: model });
    clipGraphs(read);
    return read.tokenizer.kind === "clip" ? "supported" : "supported with a tokenizer.json beside the weights";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe("refusals name what is not supported", () => {
  const refused: [string, Parameters<typeof configuration>[0]][] = [
    ["vision_cfg.qk_norm", { vision: { qk_norm: true } }],
    ["text_cfg.scale_fc", { text: { scale_fc: true } }],
    ['vision_cfg.block_type = "custom"', { vision: { block_type: "custom" } }],
    ['vision_cfg.pool_type = "none"', { vision: { pool_type: "none" } }],
    ['vision_cfg.attentional_pool = "parallel"', { vision: { attentional_pool: "parallel" } }],
    ['vision_cfg.pos_embed_type = "rope"', { vision: { pos_embed_type: "rope" } }],
    ["vision_cfg.global_average_pool = true", { vision: { global_average_pool: true } }],
    ["vision_cfg.input_patchnorm = true", { vision: { input_patchnorm: true } }],
    ["vision_cfg.image_size 32 x 64, which is not square", { vision: { image_size: [32, 64] } }],
    ["vision_cfg.act_kwargs.inplace", { vision: { act_kwargs: { inplace: true } } }],
    ["vision_cfg.norm_kwargs.bias", { vision: { norm_kwargs: { bias: false } } }],
    ['text_cfg.pool_type = "none"', { text: { pool_type: "none" } }],
    ["text_cfg.embed_cls without custom_text", { text: { embed_cls: true } }],
    ["a text tower from transformers (roberta-base)", { text: { hf_model_name: "roberta-base" } }],
    ["text_cfg.tokenizer_kwargs.reduction_mask", { text: { tokenizer_kwargs: { reduction_mask: "simple" } } }],
    ["model_cfg.future = 3", { model: { future: 3 } }],
    ["CoCa (multimodal_cfg)", { model: { multimodal_cfg: {} } }],
    ['preprocess_cfg.interpolation = "nearest"', { preprocess: { interpolation: "nearest" } }],
    ['preprocess_cfg.resize_mode = "tile"', { preprocess: { resize_mode: "tile" } }],
  ];
  test.each(refused)("%s", (what, changes) => {
    expect(() => readOpenClipConfiguration(configuration(changes))).toThrow(
      expect.objectContaining({ code: "unsupported", message: `not supported: ${what}` }),
    );
  });
});

test("old keys that say nothing are no obstacle", () => {
  const read = readOpenClipConfiguration(
    configuration({ vision: { global_average_pool: false, input_patchnorm: false, timm_model_name: "" } }),
  );
  expect(read.image.pooling).toBe("token");
});

test.each([
  ["no configuration", { model: "ViT-B-32" }],
  ["a width that its heads cannot share", configuration({ text: { heads: 3 } })],
  ["a patch beyond the image", configuration({ vision: { patch_size: 64 } })],
  ["texts without projection of another width", configuration({ text: { proj_type: "none" } })],
])("%s is refused as malformed", (_, json) => {
  expect(() => readOpenClipConfiguration(json)).toThrow(expect.objectContaining({ code: "model_invalid" }));
});

test("preprocessing is the configuration's, its size the image tower's", () => {
  const preprocess = { size: 99, mean: [0.5, 0.4, 0.3], std: null, interpolation: "bilinear", resize_mode: "longest" };
  expect(readOpenClipConfiguration(configuration({ preprocess })).preprocessing).toEqual({
    size: 32,
    mode: "longest",
    interpolation: "bilinear",
    mean: [0.5, 0.4, 0.3],
    std: [0.26862954, 0.26130258, 0.27577711],
    fill_color: 0,
  });
});
