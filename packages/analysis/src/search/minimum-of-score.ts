import { AppError } from "@lesion-atlas/core";

/**
 * The cut-off `cosine >= score` as a minimum on x.q, for unit x.
 *
 * @throws AppError `invalid_input` for a score outside -1 to 1.
 */
export function minimumOfScore(query: Float32Array, score: number): number {
  if (!(score >= -1 && score <= 1)) {
    throw new AppError("invalid_input", `the minimum score is a cosine, -1 to 1, not ${score}`);
  }
  return score * Math.hypot(...query);
}
