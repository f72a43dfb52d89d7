import { AppError, type Calibration } from "@lesion-atlas/core";
import { minimizeLbfgs } from "../probe/lbfgs.ts";

/** Fewest labelled images of each class for a fit (DOMAIN.md, 6). */
export const fewestOfClass = 20;

/**
 * Platt's fit of presence = sigmoid((margin - m) / s) to labelled images: cross entropy against the smoothed targets
 * (n+ + 1) / (n+ + 2) and 1 / (n- + 2) (Platt 1999, Probabilistic outputs for support vector machines, 2.2).
 *
 * @param margins x.d of each image
 * @param positive whether the concept is present, one an image
 * @throws AppError `invalid_input` for fewer than 20 images of a class; `unsupported` where the margin does not rise
 * with the label: the model cannot tell this concept.
 */
export function fitPlatt(margins: ArrayLike<number>, positive: ArrayLike<boolean>): Calibration {
  const n = margins.length;
  let positives = 0;
  let mean = 0;
  for (let i = 0; i < n; i += 1) {
    if (positive[i]) positives += 1;
    mean += margins[i] / n;
  }
  const negatives = n - positives;
  if (Math.min(positives, negatives) < fewestOfClass) {
    throw new AppError(
      "invalid_input",
      `a calibration needs ${fewestOfClass} images with the concept and ${fewestOfClass} without it; the label gives ` +
        `${positives} and ${negatives}`,
    );
  }
  let variance = 0;
  for (let i = 0; i < n; i += 1) variance += (margins[i] - mean) ** 2 / n;
  const deviation = Math.sqrt(variance);
  if (!(deviation > 1e-9)) throw cannotTell();
  const targets = { yes: (positives + 1) / (positives + 2), no: 1 / (negatives + 2) };
  const { point } = minimizeLbfgs(
    ([slope, intercept], gradient) => {
      gradient.fill(0);
      let loss = 0;
      for (let i = 0; i < n; i += 1) {
        const x = (margins[i] - mean) / deviation;
        const score = slope * x + intercept;
        const target = positive[i] ? targets.yes : targets.no;
        const e = Math.exp(-Math.abs(score));
        loss += (Math.max(score, 0) - target * score + Math.log1p(e)) / n;
        const error = ((score >= 0 ? 1 : e) / (1 + e) - target) / n;
        gradient[0] += error * x;
        gradient[1] += error;
      }
      return loss;
    },
    new Float64Array(2),
    { gradientTolerance: 1e-7 },
  );
  const [slope, intercept] = point;
  if (!(slope > 1e-9)) throw cannotTell();
  const s = deviation / slope;
  return { m: mean - intercept * s, s };
}

function cannotTell(): AppError {
  return new AppError(
    "unsupported",
    "the model cannot tell this concept: images that have it agree no better with its words than the others; " +
      "use other terms, or train a probe on the label",
  );
}
