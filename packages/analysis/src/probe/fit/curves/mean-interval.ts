/** Scores of several draws: their mean and its 95 % interval by Student's t; of one draw the interval is unknown. */
export interface MeanScore {
  mean: number;
  interval?: readonly [number, number];
  /** One a draw, in the order of the seeds. */
  scores: readonly number[];
}

/** 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom; beyond, that of 30 (which is wider). */
const quantiles = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11,
  2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
];

export function meanInterval(scores: readonly number[]): MeanScore {
  const n = scores.length;
  const mean = scores.reduce((sum, score) => sum + score, 0) / n;
  if (n < 2) return { mean, scores };
  const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (n - 1);
  const half = quantiles[Math.min(n - 1, quantiles.length) - 1] * Math.sqrt(variance / n);
  return { mean, interval: [mean - half, mean + half], scores };
}
