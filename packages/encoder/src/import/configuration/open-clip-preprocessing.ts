import { z } from "zod";
import { type PreprocessingSettings, preprocessingSchema } from "../../preprocess/settings.ts";
import { notSupported } from "./refusals.ts";

const settings = preprocessingSchema.shape;

/** `preprocess_cfg` as open_clip writes it; null means its default, and the size is the image tower's. */
const schema = z.looseObject({
  mode: z.string().nullish(),
  mean: settings.mean.nullish(),
  std: settings.std.nullish(),
  interpolation: z.string().nullish(),
  resize_mode: z.string().nullish(),
  fill_color: settings.fill_color.nullish(),
});

/**
 * @param imageSize of the image tower, which goes before `preprocess_cfg.size` in open_clip
 * @throws AppError `unsupported`, ZodError
 */
export function openClipPreprocessing(raw: unknown, imageSize: number): PreprocessingSettings {
  const { mode, mean, std, interpolation, resize_mode, fill_color } = schema.parse(raw ?? {});
  if (mode && mode !== "RGB") throw notSupported(`preprocess_cfg.mode = "${mode}"`);
  const interpolations = settings.interpolation.unwrap().options;
  const modes = settings.mode.unwrap().options;
  if (interpolation && !interpolations.includes(interpolation as never)) {
    throw notSupported(`preprocess_cfg.interpolation = "${interpolation}"`);
  }
  if (resize_mode && !modes.includes(resize_mode as never)) {
    throw notSupported(`preprocess_cfg.resize_mode = "${resize_mode}"`);
  }
  return preprocessingSchema.parse({
    size: imageSize,
    mode: resize_mode ?? undefined,
    interpolation: interpolation ?? undefined,
    mean: mean ?? undefined,
    std: std ?? undefined,
    fill_color: fill_color ?? undefined,
  });
}
