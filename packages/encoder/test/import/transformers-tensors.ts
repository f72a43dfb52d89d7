import type { DrawnTensor } from "./write-safetensors.ts";

const renamed: readonly (readonly [RegExp, string])[] = [
  [/^visual\.class_embedding$/, "vision_model.embeddings.class_embedding"],
  [/^visual\.conv1\./, "vision_model.embeddings.patch_embedding."],
  [/^visual\.positional_embedding$/, "vision_model.embeddings.position_embedding.weight"],
  [/^visual\.ln_pre\./, "vision_model.pre_layrnorm."],
  [/^visual\.ln_post\./, "vision_model.post_layernorm."],
  [/^visual\.proj$/, "visual_projection.weight"],
  [/^visual\.transformer\.resblocks\./, "vision_model.encoder.layers."],
  [/^token_embedding\./, "text_model.embeddings.token_embedding."],
  [/^positional_embedding$/, "text_model.embeddings.position_embedding.weight"],
  [/^text_projection$/, "text_projection.weight"],
  [/^ln_final\./, "text_model.final_layer_norm."],
  [/^transformer\.resblocks\./, "text_model.encoder.layers."],
  [/\.ln_(?=[12]\.)/, ".layer_norm"],
  [/\.mlp\.c_fc\./, ".mlp.fc1."],
  [/\.mlp\.c_proj\./, ".mlp.fc2."],
  [/\.attn\./, ".self_attn."],
];

/** open_clip's weights as `CLIPModel` of transformers names and shapes them, with its buffer of positions. */
export function transformersTensors(tensors: Readonly<Record<string, DrawnTensor>>): Record<string, DrawnTensor> {
  const positions = { shape: [1, 9], values: Float32Array.from({ length: 9 }, (_, place) => place) };
  return {
    ...Object.fromEntries(Object.entries(tensors).flatMap(([name, tensor]) => partsOf(renamedName(name), tensor))),
    "text_model.embeddings.position_ids": positions,
  };
}

function renamedName(name: string): string {
  return renamed.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), name);
}

function partsOf(name: string, { shape, values }: DrawnTensor): [string, DrawnTensor][] {
  if (name.endsWith("_projection.weight"))
    return [[name, { shape: shape.toReversed(), values: turned(values, shape) }]];
  if (!name.includes("in_proj_")) return [[name, { shape, values }]];
  const length = values.length / 3;
  return ["q", "k", "v"].map((part, index) => [
    name.replace("in_proj_", `${part}_proj.`),
    { shape: [shape[0] / 3, ...shape.slice(1)], values: values.slice(index * length, (index + 1) * length) },
  ]);
}

function turned(values: Float32Array, [rows, columns]: readonly number[]): Float32Array {
  return values.map((_, place) => values[(place % rows) * columns + Math.floor(place / rows)]);
}
