import { z } from "zod";

const perChannel = z.tuple([z.number(), z.number(), z.number()]);

/**
 * How a model wants its images, as `model.json` holds it (snake_case) and as open_clip's `preprocess_cfg` means it.
 * The defaults are those of OpenAI's CLIP.
 */
export const preprocessingSchema = z.strictObject({
  /** Side of the square the image tower takes, in pixels. */
  size: z.int().min(1).max(4096).default(224),
  /**
   * `shortest`: the short side becomes `size`, then the centre is cropped. `longest`: the long side becomes `size`, then
   * the rest is filled with `fill_color`. `squash`: both sides become `size`.
   */
  mode: z.enum(["shortest", "longest", "squash"]).default("shortest"),
  interpolation: z.enum(["bicubic", "bilinear"]).default("bicubic"),
  /** Red, green, blue; subtracted from values in 0..1. */
  mean: perChannel.default([0.48145466, 0.4578275, 0.40821073]),
  /** Red, green, blue; divides what is left. */
  std: z
    .tuple([z.number().positive(), z.number().positive(), z.number().positive()])
    .default([0.26862954, 0.26130258, 0.27577711]),
  /** Level 0..255 of the bars that `longest` adds, the same in all three channels. */
  fill_color: z.int().min(0).max(255).default(0),
});

export type PreprocessingSettings = z.infer<typeof preprocessingSchema>;
