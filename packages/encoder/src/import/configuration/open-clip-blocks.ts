import type { TransformerShape } from "./clip-configuration.ts";
import type { OpenClipText, OpenClipVision } from "./open-clip-schema.ts";
import { notSupported, wrongConfiguration } from "./refusals.ts";

type Tower = Pick<OpenClipText | OpenClipVision, (typeof customBlocks)[number] | "block_type"> & {
  width: number;
  mlp_ratio: number;
  ls_init_value?: number | null;
  act_kwargs?: Record<string, unknown> | null;
  norm_kwargs?: Record<string, unknown> | null;
};

/** Settings that change the arithmetic of a block; no configuration that comes with open_clip has one. */
const customBlocks = [
  "qk_norm",
  "scaled_cosine_attn",
  "scale_heads",
  "scale_attn_inner",
  "scale_attn",
  "scale_fc",
] as const;

/**
 * The blocks of one tower.
 *
 * @param where `vision_cfg` or `text_cfg`, for errors
 * @throws AppError `unsupported` for blocks that are not the plain ones
 */
export function openClipBlocks(
  tower: Tower,
  layers: number,
  heads: number,
  quickGelu: boolean,
  where: string,
): TransformerShape {
  const custom = customBlocks.find((key) => tower[key]);
  if (custom) throw notSupported(`${where}.${custom}`);
  if (tower.block_type === "custom") throw notSupported(`${where}.block_type = "custom"`);
  if (heads < 1 || tower.width % heads !== 0) {
    throw wrongConfiguration(`${where}.width ${tower.width} cannot be shared out to ${heads} heads`);
  }
  return {
    width: tower.width,
    layers,
    heads,
    hiddenWidth: Math.trunc(tower.width * tower.mlp_ratio),
    activation: activationOf(tower, quickGelu, where),
    epsilon: epsilonOf(tower, where),
    layerScale: typeof tower.ls_init_value === "number",
  };
}

function activationOf(tower: Tower, quickGelu: boolean, where: string): TransformerShape["activation"] {
  const { approximate = "none", ...others } = tower.act_kwargs ?? {};
  const unknown = Object.keys(others)[0] ?? (quickGelu && tower.act_kwargs?.approximate ? "approximate" : undefined);
  if (unknown) throw notSupported(`${where}.act_kwargs.${unknown}`);
  if (approximate === "tanh") return "gelu_tanh";
  if (approximate !== "none") throw notSupported(`${where}.act_kwargs.approximate = ${JSON.stringify(approximate)}`);
  return quickGelu ? "quick_gelu" : "gelu";
}

function epsilonOf(tower: Tower, where: string): number {
  const { eps = 1e-5, ...others } = tower.norm_kwargs ?? {};
  const unknown = Object.keys(others)[0];
  if (unknown) throw notSupported(`${where}.norm_kwargs.${unknown}`);
  if (typeof eps !== "number" || !(eps > 0)) throw wrongConfiguration(`${where}.norm_kwargs.eps is no number above 0`);
  return eps;
}
