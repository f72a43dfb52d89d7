import { z } from "zod";

const size = z.int().positive();
const side = z.union([size, z.tuple([size, size])]);

/** What both towers of transformers' `CLIPConfig` have, with its defaults. */
const tower = {
  num_hidden_layers: size.default(12),
  hidden_act: z.string().default("quick_gelu"),
  layer_norm_eps: z.number().positive().default(1e-5),
};

export const transformersVisionSchema = z.looseObject({
  ...tower,
  hidden_size: size.default(768),
  intermediate_size: size.default(3072),
  num_attention_heads: size.default(12),
  num_channels: size.default(3),
  image_size: side.default(224),
  patch_size: side.default(32),
});

export const transformersTextSchema = z.looseObject({
  ...tower,
  vocab_size: size.default(49_408),
  hidden_size: size.default(512),
  intermediate_size: size.default(2048),
  num_attention_heads: size.default(8),
  max_position_embeddings: size.default(77),
  eos_token_id: z
    .int()
    .nullish()
    .transform((id) => id ?? 49_407),
});

/** `config.json` of a `CLIPModel`; old files repeat what they set under `..._config_dict`, which goes first. */
export const transformersModelSchema = z
  .looseObject({
    model_type: z.string(),
    projection_dim: size.default(512),
    text_config: z.looseObject({}).nullish(),
    text_config_dict: z.looseObject({}).nullish(),
    vision_config: z.looseObject({}).nullish(),
    vision_config_dict: z.looseObject({}).nullish(),
  })
  .transform((model) => ({
    model_type: model.model_type,
    dimensions: model.projection_dim,
    text: { ...model.text_config, ...model.text_config_dict },
    vision: { ...model.vision_config, ...model.vision_config_dict },
  }));

const sidesSchema = z.looseObject({ shortest_edge: size.optional(), height: size.optional(), width: size.optional() });
type Sides = Partial<Record<"shortest_edge" | "height" | "width", number>>;

/** `preprocessor_config.json` of a `CLIPImageProcessor`, with its defaults. */
export const transformersPreprocessingSchema = z.looseObject({
  do_resize: z.boolean().nullish(),
  do_center_crop: z.boolean().nullish(),
  do_rescale: z.boolean().nullish(),
  do_normalize: z.boolean().nullish(),
  size: z.union([size.transform((edge): Sides => ({ shortest_edge: edge })), sidesSchema]).nullish(),
  crop_size: z.union([size.transform((edge): Sides => ({ height: edge, width: edge })), sidesSchema]).nullish(),
  /** Pillow's number. */
  resample: z.int().nullish(),
  rescale_factor: z.number().nullish(),
  image_mean: z.array(z.number()).nullish(),
  image_std: z.array(z.number()).nullish(),
});
