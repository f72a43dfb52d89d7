import { AppError, type CallOptions, balancedAccuracy, throwIfCancelled } from "@lesion-atlas/core";
import { groupedFolds } from "./grouped-folds.ts";
import { type LinearProbe, probabilitiesOf } from "./linear-probe.ts";
import { type LogisticRegression, fitLogisticRegression } from "./logistic-regression.ts";

/** Rows to fit on. */
export interface TrainingRows {
  classes: readonly string[];
  multiLabel: boolean;
  /** Unit vectors, one a row. */
  rows: readonly Float32Array[];
  /** [rows, classes] */
  truth: Uint8Array;
  /** Of each row; cross-validation never parts one. */
  groups: readonly string[];
}

export interface FitAsked {
  /** Inverse strength of the L2 penalty, or those to choose from by grouped cross-validation on the training part. */
  C: number | readonly number[];
  classWeight: "none" | "balanced";
  seed: number;
}

/** What was fitted and how C was chosen. */
export interface FittedProbe {
  probe: LinearProbe;
  C: number;
  /** Mean balanced accuracy of each C over the folds, where there was a choice. */
  crossValidation?: { C: number; balanced_accuracy: number }[];
  iterations: number;
  converged: boolean;
}

const folds = 5;

/**
 * Fits a linear probe: multinomial logistic regression, or a binary one for each label where an image may have several.
 *
 * @throws AppError `invalid_input` for training rows of fewer than two classes
 */
export async function fitLinear(
  training: TrainingRows,
  asked: FitAsked,
  { signal }: CallOptions = {},
): Promise<FittedProbe> {
  const choices = typeof asked.C === "number" ? [asked.C] : [...asked.C];
  if (choices.length === 0) throw new AppError("invalid_input", "name a C at least");
  if (choices.length === 1) return fitOnce(training, choices[0], asked);
  const foldOf = groupedFolds(strata(training), training.groups, { folds, seed: asked.seed });
  const crossValidation: { C: number; balanced_accuracy: number }[] = [];
  for (const C of choices) {
    let sum = 0;
    for (let fold = 0; fold < folds; fold += 1) {
      throwIfCancelled(signal);
      const places = [...training.rows.keys()];
      const { probe } = fitOnce(
        rowsAt(
          training,
          places.filter((place) => foldOf[place] !== fold),
        ),
        C,
        asked,
      );
      sum += scoreOf(
        probe,
        rowsAt(
          training,
          places.filter((place) => foldOf[place] === fold),
        ),
      );
    }
    crossValidation.push({ C, balanced_accuracy: sum / folds });
  }
  const best = crossValidation.reduce((a, b) => (b.balanced_accuracy > a.balanced_accuracy ? b : a));
  return { ...fitOnce(training, best.C, asked), crossValidation };
}

function fitOnce(training: TrainingRows, C: number, { classWeight }: FitAsked): FittedProbe {
  const { classes, multiLabel, rows, truth } = training;
  const options = { C, classWeight };
  if (!multiLabel) {
    const fitted = fitLogisticRegression(rows, strata(training), options);
    return { probe: probeOf(classes, fitted), C, iterations: fitted.iterations, converged: fitted.converged };
  }
  const [dimensions, count] = [rows[0].length, classes.length];
  const probe: LinearProbe = {
    classes,
    dimensions,
    coefficients: new Float32Array(count * dimensions),
    intercepts: new Float32Array(count),
    link: "sigmoid",
  };
  let [iterations, converged] = [0, true];
  for (const [k, name] of classes.entries()) {
    const labels = rows.map((_, row) => (truth[row * count + k] ? "there" : "absent"));
    if (new Set(labels).size < 2) {
      throw new AppError("invalid_input", `training has images with ${name} only, or none: leave the label out`);
    }
    const fitted = fitLogisticRegression(rows, labels, options);
    probe.coefficients.set(fitted.weights[0], k * dimensions);
    probe.intercepts[k] = fitted.intercepts[0];
    iterations = Math.max(iterations, fitted.iterations);
    converged &&= fitted.converged;
  }
  return { probe, C, iterations, converged };
}

/** As one row a class; a class that training lacks is never predicted. */
function probeOf(classes: readonly string[], fitted: LogisticRegression): LinearProbe {
  const dimensions = fitted.weights[0].length;
  const coefficients = new Float32Array(classes.length * dimensions);
  const intercepts = new Float32Array(classes.length).fill(neverPredicted);
  const binary = fitted.weights.length === 1;
  for (const [at, name] of fitted.classes.entries()) {
    const k = classes.indexOf(name);
    // Two classes share one row of weights, that of the second.
    const row = binary ? at - 1 : at;
    if (row >= 0) coefficients.set(fitted.weights[row], k * dimensions);
    intercepts[k] = row >= 0 ? fitted.intercepts[row] : 0;
  }
  return { classes, dimensions, coefficients, intercepts, link: "softmax" };
}

/** exp of it is 0 in float32. */
const neverPredicted = -1e4;

function strata({ classes, rows, truth }: TrainingRows): string[] {
  return rows.map((_, row) => classes.filter((_class, k) => truth[row * classes.length + k]).join(" + "));
}

function rowsAt(training: TrainingRows, places: readonly number[]): TrainingRows {
  const count = training.classes.length;
  const truth = new Uint8Array(places.length * count);
  for (const [row, place] of places.entries()) {
    truth.set(training.truth.subarray(place * count, (place + 1) * count), row * count);
  }
  return {
    ...training,
    truth,
    rows: places.map((place) => training.rows[place]),
    groups: places.map((place) => training.groups[place]),
  };
}

/** Balanced accuracy; with several labels the mean over them. */
function scoreOf(probe: LinearProbe, held: TrainingRows): number {
  const count = held.classes.length;
  const told = held.rows.map((row) => probabilitiesOf(probe, row));
  if (!held.multiLabel) {
    const predicted = told.map((probabilities) => held.classes[probabilities.indexOf(Math.max(...probabilities))]);
    return balancedAccuracy(strata(held), predicted);
  }
  const scores = held.classes.map((_, k) =>
    balancedAccuracy(
      told.map((_row, row) => String(held.truth[row * count + k])),
      told.map((probabilities) => (probabilities[k] >= 0.5 ? "1" : "0")),
    ),
  );
  return scores.reduce((sum, score) => sum + score, 0) / count;
}
