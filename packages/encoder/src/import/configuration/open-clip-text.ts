import type { TextPooling, TextTower, TokenizerChoice } from "./clip-configuration.ts";
import { openClipBlocks } from "./open-clip-blocks.ts";
import { type OpenClipModel, type OpenClipText, openClipTextSchema } from "./open-clip-schema.ts";
import { notSupported, wrongConfiguration } from "./refusals.ts";
import { refuseUnknown } from "./refuse-unknown.ts";

/** @throws AppError `unsupported` */
export function openClipTextTower(model: OpenClipModel): TextTower {
  const text = model.text_cfg;
  if (text.hf_model_name) throw notSupported(`a text tower from transformers (${text.hf_model_name})`);
  refuseUnknown(text, openClipTextSchema, "text_cfg");
  if (text.embed_cls && !model.custom_text) throw notSupported("text_cfg.embed_cls without custom_text");
  const projection = projectionOf(text);
  if (projection === "none" && text.width !== model.embed_dim) {
    throw wrongConfiguration(`texts have ${text.width} components without a projection, images ${model.embed_dim}`);
  }
  return {
    contextLength: text.context_length,
    vocabularySize: text.vocab_size,
    transformer: openClipBlocks(text, text.layers, text.heads, model.quick_gelu === true, "text_cfg"),
    causal: !text.no_causal_mask,
    pooling: poolingOf(text),
    classToken: text.embed_cls ? { padToken: text.pad_id } : undefined,
    projection,
  };
}

function projectionOf(text: OpenClipText): TextTower["projection"] {
  if (text.proj_type === "none") return "none";
  return text.proj_bias ? "linear" : "matrix";
}

function poolingOf(text: OpenClipText): TextPooling {
  switch (text.pool_type) {
    case "argmax":
      return { kind: "largest" };
    case "first":
    case "last":
      return { kind: text.pool_type };
    case "eos":
      return { kind: "id", id: text.eos_id };
    case "none":
      if (text.embed_cls) return { kind: "last" };
  }
  throw notSupported(`text_cfg.pool_type = "${text.pool_type}"`);
}

/** @throws AppError `unsupported` for the ways of open_clip to change the ids that a tokenizer gives */
export function openClipTokenizer(text: OpenClipText): TokenizerChoice {
  const where = "text_cfg.tokenizer_kwargs";
  const { clean, strip_sep_token: stripped = false, ...others } = text.tokenizer_kwargs ?? {};
  const unknown = Object.entries(others).find(([, value]) => value)?.[0];
  if (unknown) throw notSupported(`${where}.${unknown}`);
  if (text.tokenizer_mode) throw notSupported(`text_cfg.tokenizer_mode = "${text.tokenizer_mode}"`);
  if (typeof stripped !== "boolean" || (stripped && !text.hf_tokenizer_name)) {
    throw notSupported(`${where}.strip_sep_token = ${JSON.stringify(stripped)}`);
  }
  if (clean !== undefined && clean !== "lower" && clean !== "whitespace" && clean !== "canonicalize") {
    throw notSupported(`${where}.clean = ${JSON.stringify(clean)}`);
  }
  return text.hf_tokenizer_name
    ? { kind: "file", cleaning: clean ?? "whitespace", blanksSeparator: stripped }
    : { kind: "clip", cleaning: clean };
}
