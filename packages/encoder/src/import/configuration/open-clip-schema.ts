import { z } from "zod";

const size = z.int().positive();
/** open_clip takes one number, or height and width. */
const side = z.union([size, z.tuple([size, size])]);
const flag = z.boolean().nullish();
const keywordArguments = z.record(z.string(), z.unknown()).nullish();

/** What both towers have; open_clip's own names and defaults (`CLIPVisionCfg`, `CLIPTextCfg`). */
const tower = {
  mlp_ratio: z.number().positive().default(4),
  ls_init_value: z.number().nullish(),
  act_kwargs: keywordArguments,
  norm_kwargs: keywordArguments,
  block_type: z.string().nullish(),
  qk_norm: flag,
  scaled_cosine_attn: flag,
  scale_heads: flag,
  scale_attn_inner: flag,
  scale_attn: flag,
  scale_fc: flag,
  /** Returns the tokens beside the embedding, which stays the same. */
  output_tokens: flag,
};

/** Unknown keys are kept: they are refused by name where their value says anything. */
export const openClipVisionSchema = z.looseObject({
  ...tower,
  layers: z.union([size, z.array(size)]).default(12),
  width: size.default(768),
  head_width: size.default(64),
  patch_size: side.nullish(),
  image_size: side.default(224),
  /** Drops patches in training only. */
  patch_dropout: z.number().nullish(),
  attentional_pool: z.union([z.boolean(), z.string()]).nullish(),
  attn_pooler_queries: size.default(256),
  attn_pooler_heads: size.default(8),
  no_ln_pre: flag,
  /** A fixed table is stored with the weights like a learned one. */
  pos_embed_type: z.string().default("learnable"),
  final_ln_after_pool: flag,
  pool_type: z.string().default("tok"),
  timm_model_name: z.string().nullish(),
});

export const openClipTextSchema = z.looseObject({
  ...tower,
  context_length: size.default(77),
  vocab_size: size.default(49_408),
  hf_tokenizer_name: z.string().nullish(),
  tokenizer_mode: z.string().nullish(),
  tokenizer_kwargs: keywordArguments,
  width: size.default(512),
  heads: size.default(8),
  layers: size.default(12),
  embed_cls: flag,
  pad_id: z.int().default(0),
  eos_id: z.int().default(2),
  no_causal_mask: flag,
  /** Read by open_clip and then not used; a normalisation of rows gives the same before and behind their choice. */
  final_ln_after_pool: flag,
  pool_type: z.string().default("argmax"),
  proj_bias: flag,
  proj_type: z.string().nullish().default("linear"),
  hf_model_name: z.string().nullish(),
});

export const openClipModelSchema = z.looseObject({
  embed_dim: size,
  vision_cfg: openClipVisionSchema,
  text_cfg: openClipTextSchema,
  quick_gelu: flag,
  custom_text: flag,
  multimodal_cfg: z.unknown().optional(),
  /** Beginnings of training; the trained values are among the weights. */
  init_logit_scale: z.number().nullish(),
  init_logit_bias: z.number().nullish(),
  nonscalar_logit_scale: flag,
});

/** `open_clip_config.json`; also a bare model configuration, as open_clip ships them. */
export const openClipFileSchema = z.union([
  z.looseObject({
    model_cfg: openClipModelSchema,
    preprocess_cfg: z.looseObject({}).nullish(),
  }),
  openClipModelSchema.transform((model) => ({ model_cfg: model, preprocess_cfg: undefined })),
]);

export type OpenClipVision = z.infer<typeof openClipVisionSchema>;
export type OpenClipText = z.infer<typeof openClipTextSchema>;
export type OpenClipModel = z.infer<typeof openClipModelSchema>;
