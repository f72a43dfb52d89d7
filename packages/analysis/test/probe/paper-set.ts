import { paritySets } from "./parity-sets.ts";
import type { PaperParts } from "./torch-answers.ts";

/** Seven uneven classes in 12 dimensions, rows divided by their lengths: 430 to train, 130 to choose, 140 to test. */
export function paperSet(): PaperParts {
  const { training } = paritySets()[2];
  const { dimensions, features, labels, classes } = training;
  const all = features.slice();
  for (let start = 0; start < all.length; start += dimensions) {
    const length = Math.hypot(...all.subarray(start, start + dimensions));
    for (let i = start; i < start + dimensions; i += 1) all[i] /= length;
  }
  const part = (first: number, last: number) => ({
    features: all.slice(first * dimensions, last * dimensions),
    labels: labels.slice(first, last),
  });
  return {
    dimensions,
    classes: classes.length,
    train: part(0, 430),
    validation: part(430, 560),
    test: part(560, 700),
  };
}
