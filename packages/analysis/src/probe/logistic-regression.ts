import { AppError } from "@lesion-atlas/core";
import { softmax } from "../zero-shot/probabilities.ts";
import { minimizeLbfgs } from "./lbfgs.ts";

/** Rows of features, one a case, all of one length. */
export type FeatureRows = readonly (Float32Array | Float64Array)[];

export interface LogisticRegressionOptions {
  /** Inverse strength of the L2 penalty. */
  C?: number;
  /** `balanced`: each case weighs cases / (classes * cases of its class). */
  classWeight?: "none" | "balanced";
  maxIterations?: number;
  gradientTolerance?: number;
}

/** A fitted classifier; two classes share one row of weights (for the second class), more have a row each. */
export interface LogisticRegression {
  /** Ascending. */
  classes: readonly string[];
  /** Shape [classes, features], or [1, features] for two classes. */
  weights: readonly Float64Array[];
  intercepts: readonly number[];
  iterations: number;
  converged: boolean;
}

/**
 * L2-regularised logistic regression at its optimum: minimises C * sum_i s_i loss_i + |W|^2 / 2 with the intercepts left
 * out of the penalty, the objective of scikit-learn's `LogisticRegression` (binomial for two classes, softmax for more).
 *
 * @param rows features, one row a case
 * @param labels one a case
 * @throws AppError `invalid_input` for lists of different length or fewer than two classes
 */
export function fitLogisticRegression(
  rows: FeatureRows,
  labels: readonly string[],
  { C = 1, classWeight = "none", maxIterations = 1000, gradientTolerance = 1e-5 }: LogisticRegressionOptions = {},
): LogisticRegression {
  if (rows.length !== labels.length) {
    throw new AppError("invalid_input", `${rows.length} rows of features but ${labels.length} labels`);
  }
  const classes = [...new Set(labels)].sort();
  if (classes.length < 2) throw new AppError("invalid_input", "a classifier needs cases of two classes at least");
  const features = rows[0].length;
  const outputs = classes.length === 2 ? 1 : classes.length;
  const targets = Int32Array.from(labels, (label) => classes.indexOf(label));
  const caseWeights = weightsOfCases(targets, classes.length, classWeight);
  const width = features + 1;
  const scores = new Float64Array(classes.length);

  const minimum = minimizeLbfgs(
    (point, gradient) => {
      gradient.fill(0);
      let value = 0;
      for (const [index, row] of rows.entries()) {
        for (let output = 0; output < outputs; output += 1) scores[output] = score(point, output * width, row);
        value += C * caseWeights[index] * lossAndErrors(scores, targets[index], outputs);
        for (let output = 0; output < outputs; output += 1) {
          addRow(gradient, output * width, row, C * caseWeights[index] * scores[output]);
        }
      }
      for (let output = 0; output < outputs; output += 1) {
        for (let i = output * width; i < output * width + features; i += 1) {
          value += 0.5 * point[i] * point[i];
          gradient[i] += point[i];
        }
      }
      return value;
    },
    new Float64Array(outputs * width),
    { maxIterations, gradientTolerance },
  );
  const starts = Array.from({ length: outputs }, (_, output) => output * width);
  return {
    classes,
    weights: starts.map((start) => minimum.point.slice(start, start + features)),
    intercepts: starts.map((start) => minimum.point[start + features]),
    iterations: minimum.iterations,
    converged: minimum.converged,
  };
}

/** @returns one list of probabilities a row, in the order of `model.classes`, summing to 1 */
export function classProbabilities(model: LogisticRegression, rows: FeatureRows): Float64Array[] {
  return rows.map((row) => {
    const scores = model.weights.map((weights, output) => {
      let sum = model.intercepts[output];
      for (let i = 0; i < row.length; i += 1) sum += weights[i] * row[i];
      return sum;
    });
    return Float64Array.from(softmax(scores.length === 1 ? [0, scores[0]] : scores));
  });
}

/** Turns scores into the loss's derivatives in place, and returns the loss. */
function lossAndErrors(scores: Float64Array, target: number, outputs: number): number {
  if (outputs === 1) {
    const signed = target === 1 ? scores[0] : -scores[0];
    const loss = signed > 0 ? Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed)) - signed;
    const wrong = 1 / (1 + Math.exp(signed));
    scores[0] = target === 1 ? -wrong : wrong;
    return loss;
  }
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < outputs; i += 1) most = Math.max(most, scores[i]);
  const own = scores[target];
  let sum = 0;
  for (let i = 0; i < outputs; i += 1) {
    scores[i] = Math.exp(scores[i] - most);
    sum += scores[i];
  }
  for (let i = 0; i < outputs; i += 1) scores[i] /= sum;
  scores[target] -= 1;
  return Math.log(sum) + most - own;
}

function score(point: Float64Array, start: number, row: Float32Array | Float64Array): number {
  let sum = point[start + row.length];
  for (let i = 0; i < row.length; i += 1) sum += point[start + i] * row[i];
  return sum;
}

function addRow(gradient: Float64Array, start: number, row: Float32Array | Float64Array, factor: number): void {
  for (let i = 0; i < row.length; i += 1) gradient[start + i] += factor * row[i];
  gradient[start + row.length] += factor;
}

function weightsOfCases(targets: Int32Array, classes: number, classWeight: "none" | "balanced"): Float64Array {
  const counts = new Float64Array(classes);
  for (const target of targets) counts[target] += 1;
  return Float64Array.from(targets, (target) =>
    classWeight === "balanced" ? targets.length / (classes * counts[target]) : 1,
  );
}
