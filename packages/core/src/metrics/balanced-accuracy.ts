import { AppError } from "../errors.ts";

/**
 * Mean recall over the classes that occur among the true labels.
 *
 * @returns 0..1; NaN without any case
 * @throws AppError `invalid_input` for lists of different length
 */
export function balancedAccuracy(truth: readonly string[], predicted: readonly string[]): number {
  if (truth.length !== predicted.length) {
    throw new AppError("invalid_input", `${truth.length} labels but ${predicted.length} predictions`);
  }
  const counts = new Map<string, { cases: number; right: number }>();
  for (const [index, label] of truth.entries()) {
    const count = counts.get(label) ?? { cases: 0, right: 0 };
    count.cases += 1;
    if (predicted[index] === label) count.right += 1;
    counts.set(label, count);
  }
  let sum = 0;
  for (const { cases, right } of counts.values()) sum += right / cases;
  return sum / counts.size;
}
