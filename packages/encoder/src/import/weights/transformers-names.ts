import { AppError } from "@lesion-atlas/core";
import type { WeightSource, WeightSources } from "./weight-sources.ts";

const whole: Readonly<Record<string, WeightSource>> = {
  logit_scale: { tensors: ["logit_scale"] },
  "visual.class_embedding": { tensors: ["vision_model.embeddings.class_embedding"] },
  "visual.conv1.weight": { tensors: ["vision_model.embeddings.patch_embedding.weight"] },
  "visual.positional_embedding": { tensors: ["vision_model.embeddings.position_embedding.weight"] },
  "visual.proj": { tensors: ["visual_projection.weight"], transposed: true },
  "token_embedding.weight": { tensors: ["text_model.embeddings.token_embedding.weight"] },
  positional_embedding: { tensors: ["text_model.embeddings.position_embedding.weight"] },
  text_projection: { tensors: ["text_projection.weight"], transposed: true },
};

/** `pre_layrnorm` is spelled so in transformers. */
const norms: Readonly<Record<string, string>> = {
  "visual.ln_pre": "vision_model.pre_layrnorm",
  "visual.ln_post": "vision_model.post_layernorm",
  ln_final: "text_model.final_layer_norm",
};

const layers: Readonly<Record<string, readonly string[]>> = {
  ln_1: ["layer_norm1"],
  ln_2: ["layer_norm2"],
  "attn.in_proj": ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"],
  "attn.out_proj": ["self_attn.out_proj"],
  "mlp.c_fc": ["mlp.fc1"],
  "mlp.c_proj": ["mlp.fc2"],
};

const blockName = /^(?<visual>visual\.)?transformer\.resblocks\.(?<index>\d+)\.(?<layer>.+)$/;
const parameterName = /^(?<layer>.+)[._](?<parameter>weight|bias)$/;

/** The names of `CLIPModel` in transformers, which keeps queries, keys and values apart. */
export const transformersNames: WeightSources = (name) => {
  if (whole[name]) return whole[name];
  const { layer, parameter } = parameterName.exec(name)?.groups ?? {};
  if (norms[layer]) return { tensors: [`${norms[layer]}.${parameter}`] };
  const block = blockName.exec(layer)?.groups;
  const parts = block && layers[block.layer];
  if (!parts) throw new AppError("internal", `no name in transformers for ${name}`);
  const tower = block.visual ? "vision_model" : "text_model";
  return { tensors: parts.map((part) => `${tower}.encoder.layers.${block.index}.${part}.${parameter}`) };
};
