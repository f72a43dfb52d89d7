import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import type { Activation, ClipConfiguration, ImageTower, TextTower, TransformerShape } from "./clip-configuration.ts";
import { notSupported, wrongConfiguration } from "./refusals.ts";
import { transformersPreprocessing } from "./transformers-preprocessing.ts";
import { transformersModelSchema, transformersTextSchema, transformersVisionSchema } from "./transformers-schema.ts";

type Text = z.infer<typeof transformersTextSchema>;
type Vision = z.infer<typeof transformersVisionSchema>;

/** transformers' names of what open_clip calls GELU, its approximation and QuickGELU. */
const activations: Readonly<Record<string, Activation>> = {
  gelu: "gelu",
  gelu_new: "gelu_tanh",
  gelu_pytorch_tanh: "gelu_tanh",
  quick_gelu: "quick_gelu",
};

/** Until 2023 every configuration named this id, which no text has, and the greatest id was read. */
const mistakenEndToken = 2;

/** Size of CLIP's own vocabulary. */
const clipVocabularySize = 49_408;

/**
 * Reads the parsed `config.json` of a `CLIPModel` and its `preprocessor_config.json`, where there is one.
 *
 * @throws AppError `model_invalid` for a file that is none or contradicts itself; `unsupported`, "not supported: X", for
 * a model that cannot be imported
 */
export function readTransformersConfiguration(json: unknown, preprocessor: unknown): ClipConfiguration {
  try {
    return configurationOf(json, preprocessor);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw new AppError(
      "model_invalid",
      `config.json or preprocessor_config.json is malformed: ${z.prettifyError(error)}`,
      {
        cause: error,
      },
    );
  }
}

function configurationOf(json: unknown, preprocessor: unknown): ClipConfiguration {
  const model = transformersModelSchema.parse(json);
  if (model.model_type !== "clip") throw notSupported(`model_type = "${model.model_type}" of transformers`);
  const image = imageTower(transformersVisionSchema.parse(model.vision));
  const text = textTower(transformersTextSchema.parse(model.text));
  return {
    naming: "transformers",
    dimensions: model.dimensions,
    image,
    text,
    tokenizer: text.vocabularySize === clipVocabularySize ? { kind: "clip" } : { kind: "file", cleaning: "none" },
    preprocessing: transformersPreprocessing(preprocessor, image.imageSize),
  };
}

function imageTower(vision: Vision): ImageTower {
  if (vision.num_channels !== 3) throw notSupported(`vision_config.num_channels = ${vision.num_channels}`);
  return {
    imageSize: squareSide(vision.image_size, "image_size"),
    patchSize: squareSide(vision.patch_size, "patch_size"),
    transformer: blocks(vision, "vision_config"),
    normalisedBefore: true,
    pooling: "token",
    normalisedAfterPooling: true,
  };
}

function textTower(text: Text): TextTower {
  const { eos_token_id: id } = text;
  return {
    contextLength: text.max_position_embeddings,
    vocabularySize: text.vocab_size,
    transformer: blocks(text, "text_config"),
    causal: true,
    pooling: id === mistakenEndToken ? { kind: "largest" } : { kind: "id", id },
    projection: "matrix",
  };
}

function blocks(tower: Text | Vision, where: string): TransformerShape {
  const activation = activations[tower.hidden_act];
  if (!activation) throw notSupported(`${where}.hidden_act = "${tower.hidden_act}"`);
  if (tower.hidden_size % tower.num_attention_heads !== 0) {
    throw wrongConfiguration(`${where}.hidden_size cannot be shared out to ${tower.num_attention_heads} heads`);
  }
  return {
    width: tower.hidden_size,
    layers: tower.num_hidden_layers,
    heads: tower.num_attention_heads,
    hiddenWidth: tower.intermediate_size,
    activation,
    epsilon: tower.layer_norm_eps,
    layerScale: false,
  };
}

function squareSide(side: number | [number, number], key: string): number {
  const [height, width] = typeof side === "number" ? [side, side] : side;
  if (height !== width) throw notSupported(`vision_config.${key} ${height} x ${width}, which is not square`);
  return height;
}
