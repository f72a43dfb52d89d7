import type { ImageTower } from "./clip-configuration.ts";
import { openClipBlocks } from "./open-clip-blocks.ts";
import { type OpenClipModel, type OpenClipVision, openClipVisionSchema } from "./open-clip-schema.ts";
import { notSupported, wrongConfiguration } from "./refusals.ts";
import { refuseUnknown } from "./refuse-unknown.ts";

/** Where positions come from; either table is among the weights. */
const positions = ["learnable", "sin_cos_2d"];

/** @throws AppError `unsupported` for every tower but a vision transformer of open_clip's own */
export function openClipImageTower(model: OpenClipModel): ImageTower {
  const vision = model.vision_cfg;
  if (vision.timm_model_name) throw notSupported(`an image tower from timm (${vision.timm_model_name})`);
  if (typeof vision.layers !== "number") throw notSupported("a ResNet image tower (vision_cfg.layers is a list)");
  refuseUnknown(vision, openClipVisionSchema, "vision_cfg");
  if (!positions.includes(vision.pos_embed_type)) {
    throw notSupported(`vision_cfg.pos_embed_type = "${vision.pos_embed_type}"`);
  }
  const heads = Math.floor(vision.width / vision.head_width);
  const patchSize = squareSide(vision.patch_size ?? 16, "patch_size");
  const imageSize = squareSide(vision.image_size, "image_size");
  if (patchSize > imageSize) throw wrongConfiguration(`a patch of ${patchSize} pixels in an image of ${imageSize}`);
  return {
    imageSize,
    patchSize,
    transformer: openClipBlocks(vision, vision.layers, heads, model.quick_gelu === true, "vision_cfg"),
    normalisedBefore: !vision.no_ln_pre,
    pooling: poolingOf(vision),
    normalisedAfterPooling: vision.final_ln_after_pool === true,
    attentionPool: attentionPoolOf(vision, model.embed_dim),
  };
}

function squareSide(side: number | [number, number], key: string): number {
  const [height, width] = typeof side === "number" ? [side, side] : side;
  if (height !== width) throw notSupported(`vision_cfg.${key} ${height} x ${width}, which is not square`);
  return height;
}

function poolingOf(vision: OpenClipVision): ImageTower["pooling"] {
  if (vision.pool_type === "tok") return "token";
  if (vision.pool_type === "avg") return "average";
  throw notSupported(`vision_cfg.pool_type = "${vision.pool_type}"`);
}

function attentionPoolOf(vision: OpenClipVision, dimensions: number): ImageTower["attentionPool"] {
  if (!vision.attentional_pool) return undefined;
  if (vision.attentional_pool !== true)
    throw notSupported(`vision_cfg.attentional_pool = "${vision.attentional_pool}"`);
  const { attn_pooler_queries: queries, attn_pooler_heads: heads } = vision;
  if (dimensions % heads !== 0)
    throw wrongConfiguration(`embed_dim ${dimensions} cannot be shared out to ${heads} heads`);
  if (queries < 2 && vision.pool_type === "avg") throw wrongConfiguration("the mean over no query (pool_type avg)");
  return { queries, heads };
}
