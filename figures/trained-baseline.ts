import { fitProbe, fitStandardizer, groupedFolds, predictProbabilities } from "@lesion-atlas/analysis";
import type { Compute } from "@lesion-atlas/compute";
import { balancedAccuracy, groupedBootstrap } from "@lesion-atlas/core";
import type { Figure } from "./figures-file.ts";

/**
 * Class probabilities of each case from a logistic regression that never saw its lesion: five folds by group, features
 * standardised on the training part, classes weighted evenly, C = 1.
 *
 * @returns one list a case, in the order of the classes (ascending)
 */
export async function outOfFold(
  compute: Compute,
  features: readonly Float32Array[],
  labels: readonly string[],
  groups: readonly string[],
): Promise<{ classes: readonly string[]; probabilities: Float64Array[] }> {
  const classes = [...new Set(labels)].sort();
  const probabilities: Float64Array[] = Array.from({ length: labels.length });
  const foldOf = groupedFolds(labels, groups, { folds: 5, seed: 42 });
  for (let fold = 0; fold < 5; fold += 1) {
    const train = labels.flatMap((_, index) => (foldOf[index] === fold ? [] : [index]));
    const test = labels.flatMap((_, index) => (foldOf[index] === fold ? [index] : []));
    const standardize = fitStandardizer(train.map((index) => features[index]));
    const rowsOf = (places: number[]) => flat(standardize(places.map((index) => features[index])));
    const training = {
      features: rowsOf(train),
      dimensions: features[0].length,
      classes,
      labels: Int32Array.from(train, (index) => classes.indexOf(labels[index])),
    };
    const options = { compute, solver: "lbfgs", C: 1, classWeight: "balanced", tolerance: 1e-9 } as const;
    const model = await fitProbe(training, options);
    const rows = await predictProbabilities(model, rowsOf(test), { compute });
    for (const [at, index] of test.entries()) {
      probabilities[index] = Float64Array.from(rows.subarray(at * classes.length, (at + 1) * classes.length));
    }
  }
  return { classes, probabilities };
}

/** Balanced accuracy of a linear probe, out of fold, with a 95 % interval over groups. */
export async function probeAccuracy(
  compute: Compute,
  features: readonly Float32Array[],
  labels: readonly string[],
  groups: readonly string[],
): Promise<Figure & { predicted: string[] }> {
  const { classes, probabilities } = await outOfFold(compute, features, labels, groups);
  const predicted = probabilities.map((row) => classes[row.indexOf(Math.max(...row))]);
  return {
    predicted,
    value: balancedAccuracy(labels, predicted),
    interval: groupedBootstrap(groups, (drawn) =>
      balancedAccuracy(
        drawn.map((index) => labels[index]),
        drawn.map((index) => predicted[index]),
      ),
    ),
  };
}

function flat(rows: readonly Float64Array[]): Float32Array {
  const values = new Float32Array(rows.length * rows[0].length);
  for (const [row, own] of rows.entries()) values.set(own, row * own.length);
  return values;
}
