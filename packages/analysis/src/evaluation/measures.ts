import { rankBinary, rankingMeasures } from "@lesion-atlas/core";
import { decisionsOf, expectedCalibrationError } from "./reliability.ts";
import { type ScoredCases, predictedOf } from "./scored-cases.ts";

/** Specificities at which sensitivity is told. */
export const toldSpecificities = [0.8, 0.9, 0.95] as const;

const overall = ["accuracy", "balanced_accuracy", "auroc", "average_precision", "brier", "ece"] as const;
const ofClass = ["sensitivity", "specificity", "precision", "auroc", "average_precision"] as const;

export type OverallMeasure = (typeof overall)[number];
export type ClassMeasure = (typeof ofClass)[number];

/** Every measure of some cases under any weighting: overall ones, and those of each class. */
export interface Measures {
  overall: Record<OverallMeasure, number>;
  classes: (Record<ClassMeasure, number> & { sensitivityAt: number[] })[];
}

/**
 * Prepares the measures of some cases, so that each resample costs one pass. Macro measures are means over the classes
 * that occur among the cases; they are NaN for weights that leave out such a class.
 *
 * Accuracy with several labels is the share of cases whose labels are all right, and balanced accuracy the mean over the
 * labels of (sensitivity + specificity) / 2. Brier's score is the mean over the cases of the squared differences summed
 * over the classes (halved for two classes, so that it is the binary one; with several labels divided by their number).
 */
export function measuresOf(cases: ScoredCases): (weights: ArrayLike<number>) => Measures {
  const { classes, probabilities, truth, multiLabel } = cases;
  const count = classes.length;
  const rows = probabilities.length / count;
  const predicted = predictedOf(cases);
  const decisions = decisionsOf(cases);
  const column = (values: ArrayLike<number>, k: number) =>
    Float64Array.from({ length: rows }, (_, row) => values[row * count + k]);
  const rankings = classes.map((_, k) => rankBinary(column(probabilities, k), column(truth, k)));
  const occurs = classes.map((_, k) => rankings[k].positive.includes(1));
  const ranked = classes.map((_, k) => occurs[k] && rankings[k].positive.includes(0));
  const allRight = Uint8Array.from({ length: rows }, (_, row) => {
    for (let k = row * count; k < (row + 1) * count; k += 1) if (truth[k] !== predicted[k]) return 0;
    return 1;
  });
  const squares = Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let k = row * count; k < (row + 1) * count; k += 1) sum += (probabilities[k] - truth[k]) ** 2;
    return multiLabel ? sum / count : count === 2 ? sum / 2 : sum;
  });

  return (weights) => {
    let [total, right, brier] = [0, 0, 0];
    const hits = Array.from({ length: count }, () => ({ tp: 0, fp: 0, fn: 0, tn: 0 }));
    for (let row = 0; row < rows; row += 1) {
      const weight = weights[row];
      if (weight === 0) continue;
      total += weight;
      right += weight * allRight[row];
      brier += weight * squares[row];
      for (let k = 0; k < count; k += 1) {
        const at = row * count + k;
        if (truth[at]) hits[k][predicted[at] ? "tp" : "fn"] += weight;
        else hits[k][predicted[at] ? "fp" : "tn"] += weight;
      }
    }
    const perClass = hits.map(({ tp, fp, fn, tn }, k) => {
      const { auroc, averagePrecision, sensitivityAt } = rankingMeasures(rankings[k], weights, toldSpecificities);
      return {
        sensitivity: tp / (tp + fn),
        specificity: tn / (tn + fp),
        precision: tp / (tp + fp),
        auroc,
        average_precision: averagePrecision,
        sensitivityAt,
      };
    });
    const balanced = perClass.map(({ sensitivity, specificity }) =>
      multiLabel ? (sensitivity + specificity) / 2 : sensitivity,
    );
    return {
      overall: {
        accuracy: right / total,
        balanced_accuracy: meanWhere(balanced, multiLabel ? ranked : occurs),
        auroc: meanWhere(
          perClass.map(({ auroc }) => auroc),
          ranked,
        ),
        average_precision: meanWhere(
          perClass.map(({ average_precision }) => average_precision),
          ranked,
        ),
        brier: brier / total,
        ece: expectedCalibrationError(decisions, weights),
      },
      classes: perClass,
    };
  };
}

function meanWhere(values: readonly number[], counted: readonly boolean[]): number {
  const kept = values.filter((_, k) => counted[k]);
  return kept.reduce((sum, value) => sum + value, 0) / kept.length;
}
