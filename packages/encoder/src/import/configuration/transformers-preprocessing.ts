import type { z } from "zod";
import { type PreprocessingSettings, preprocessingSchema } from "../../preprocess/settings.ts";
import { notSupported } from "./refusals.ts";
import { transformersPreprocessingSchema } from "./transformers-schema.ts";

type Processor = z.infer<typeof transformersPreprocessingSchema>;

const where = "preprocessor_config.json";

/** By Pillow's numbers. */
const interpolations: Readonly<Record<number, PreprocessingSettings["interpolation"]>> = {
  2: "bilinear",
  3: "bicubic",
};

/**
 * @param raw the parsed `preprocessor_config.json`; undefined means CLIP's own settings
 * @throws AppError `unsupported` for steps that differ from those of CLIP, ZodError
 */
export function transformersPreprocessing(raw: unknown, imageSize: number): PreprocessingSettings {
  const processor = transformersPreprocessingSchema.parse(raw ?? {});
  const skipped = (["do_resize", "do_rescale", "do_normalize"] as const).find((step) => processor[step] === false);
  if (skipped) throw notSupported(`${where}: ${skipped} = false`);
  const { rescale_factor: factor, resample } = processor;
  if (factor && Math.abs(factor * 255 - 1) > 1e-6) throw notSupported(`${where}: rescale_factor = ${factor}`);
  const interpolation = interpolations[resample ?? 3];
  if (!interpolation) throw notSupported(`${where}: resample = ${resample}`);
  return preprocessingSchema.parse({
    size: imageSize,
    mode: modeOf(processor, imageSize),
    interpolation,
    mean: processor.image_mean ?? undefined,
    std: processor.image_std ?? undefined,
  });
}

function modeOf(
  { size, crop_size: crop, do_center_crop: crops }: Processor,
  imageSize: number,
): PreprocessingSettings["mode"] {
  const edge = size?.shortest_edge ?? (size?.height === undefined ? imageSize : undefined);
  if (edge === undefined) {
    if (size?.height === imageSize && size.width === imageSize) return "squash";
    throw notSupported(`${where}: size ${size?.height} x ${size?.width} for an image tower of ${imageSize} pixels`);
  }
  if (edge !== imageSize) throw notSupported(`${where}: short side ${edge} for an image tower of ${imageSize} pixels`);
  if (crops === false) throw notSupported(`${where}: do_center_crop = false with a short side`);
  const { height = imageSize, width = imageSize } = crop ?? {};
  if (height !== imageSize || width !== imageSize) throw notSupported(`${where}: crop_size ${height} x ${width}`);
  return "shortest";
}
