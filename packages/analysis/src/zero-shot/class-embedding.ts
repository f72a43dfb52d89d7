import { AppError, type Embedding } from "@lesion-atlas/core";

/**
 * The vector of a class as open_clip makes it: the mean of the unit embeddings of its prompts, divided by its length.
 *
 * @param prompts unit vectors, at least one
 * @throws AppError `invalid_input` when the prompts cancel out.
 */
export function classEmbedding(prompts: readonly Embedding[]): Float64Array {
  const mean = meanOfPrompts(prompts);
  const length = Math.hypot(...mean);
  if (length < 1e-6)
    throw new AppError("invalid_input", "the prompts of a class cancel out; change its terms or templates");
  return mean.map((value) => value / length);
}

/** The mean of the prompts' embeddings: x.mean is the mean of the cosines over the prompts. */
export function meanOfPrompts(prompts: readonly Embedding[]): Float64Array {
  const mean = new Float64Array(prompts[0].length);
  for (const prompt of prompts) for (let i = 0; i < mean.length; i += 1) mean[i] += prompt[i] / prompts.length;
  return mean;
}
