import { classProbabilities, fitLogisticRegression, fitStandardizer, groupedFolds } from "@lesion-atlas/analysis";
import { balancedAccuracy, groupedBootstrap } from "@lesion-atlas/core";
import type { Figure } from "./figures-file.ts";

/**
 * Class probabilities of each case from a logistic regression that never saw its lesion: five folds by group, features
 * standardised on the training part, classes weighted evenly, C = 1.
 *
 * @returns one list a case, in the order of the classes (ascending)
 */
export function outOfFold(
  features: readonly Float32Array[],
  labels: readonly string[],
  groups: readonly string[],
): { classes: readonly string[]; probabilities: Float64Array[] } {
  const classes = [...new Set(labels)].sort();
  const probabilities: Float64Array[] = Array.from({ length: labels.length });
  const foldOf = groupedFolds(labels, groups, { folds: 5, seed: 42 });
  for (let fold = 0; fold < 5; fold += 1) {
    const train = labels.flatMap((_, index) => (foldOf[index] === fold ? [] : [index]));
    const test = labels.flatMap((_, index) => (foldOf[index] === fold ? [index] : []));
    const standardize = fitStandardizer(train.map((index) => features[index]));
    const model = fitLogisticRegression(
      standardize(train.map((index) => features[index])),
      train.map((index) => labels[index]),
      { C: 1, classWeight: "balanced", maxIterations: 100, gradientTolerance: 0.05 },
    );
    const rows = classProbabilities(model, standardize(test.map((index) => features[index])));
    for (const [at, index] of test.entries()) {
      probabilities[index] = Float64Array.from(classes, (name) => rows[at][model.classes.indexOf(name)] ?? 0);
    }
  }
  return { classes, probabilities };
}

/** Balanced accuracy of a linear probe, out of fold, with a 95 % interval over groups. */
export function probeAccuracy(
  features: readonly Float32Array[],
  labels: readonly string[],
  groups: readonly string[],
): Figure & { predicted: string[] } {
  const { classes, probabilities } = outOfFold(features, labels, groups);
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
