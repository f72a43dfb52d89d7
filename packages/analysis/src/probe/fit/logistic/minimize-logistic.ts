import type { Compute } from "@lesion-atlas/compute";
import type { CallOptions } from "@lesion-atlas/core";
import { type Minimum, minimizeLbfgsAway } from "../../lbfgs.ts";
import type { Precision } from "./loss-graph.ts";
import type { RowLoss, RowWeights } from "./row-loss.ts";
import { type FeatureScatter, type Linear, createWhitening } from "./whitening.ts";

/** What is minimised: C * sum of weighted losses + |coefficients|^2 / 2. */
export interface PenalisedLoss {
  rowLoss: RowLoss;
  rowWeights: RowWeights;
  scatter: FeatureScatter;
  outputs: number;
  C: number;
  /** Sum over rows of weight times p (1 - p) of an output, on average, at the classes' shares. */
  curvature: number;
  /** Products of rows and outputs and dimensions, which says what precision pays. */
  work: number;
}

export interface LogisticOptimum extends Linear {
  objective: number;
  iterations: number;
  evaluations: number;
  converged: boolean;
}

/** From so many products on, the way to the minimum is gone in float32 and only its end in float64. */
const longWay = 4e6;

/**
 * Minimises in whitened variables by L-BFGS. Scores and gradients of large problems are float32 until the decrease still
 * to come is within their rounding; sums are float64 always, and so is everything at the end.
 *
 * @param tolerance share of the objective by which the answer may lie above the minimum, as the search estimates it
 */
export async function minimizeLogistic(
  compute: Compute,
  loss: PenalisedLoss,
  { tolerance, maxIterations, signal }: CallOptions & { tolerance: number; maxIterations: number },
): Promise<LogisticOptimum> {
  const { rowLoss, rowWeights, scatter, outputs, C } = loss;
  const whitening = await createWhitening(
    compute,
    scatter,
    { outputs, curvature: Math.max(C * loss.curvature, 1e-12) },
    { signal },
  );
  const evaluate = (precision: Precision) => async (point: Float64Array) => {
    const linear = await whitening.toLinear(point);
    const sum = await rowLoss.sum(linear, rowWeights, precision, { signal });
    let square = 0;
    const coefficients = sum.gradient;
    for (let i = 0; i < coefficients.length; i += 1) {
      square += linear.coefficients[i] ** 2;
      coefficients[i] = C * coefficients[i] + linear.coefficients[i];
    }
    const intercepts = sum.intercepts.map((value) => C * value);
    return { value: C * sum.loss + square / 2, gradient: await whitening.toGradient({ coefficients, intercepts }) };
  };
  try {
    let start: Float64Array = new Float64Array(outputs * (scatter.dimensions + 1));
    let before: Minimum | undefined;
    if (loss.work >= longWay) {
      before = await minimizeLbfgsAway(evaluate("float32"), start, {
        gapTolerance: Math.max(1e-7, tolerance),
        gradientTolerance: 0,
        rounding: 3e-7,
        firstLength: 1,
        maxIterations,
      });
      start = before.point;
    }
    const minimum =
      before && tolerance >= 1e-7
        ? before
        : await minimizeLbfgsAway(evaluate("float64"), start, {
            gapTolerance: tolerance,
            gradientTolerance: 0,
            firstLength: 1,
            maxIterations,
            pairs: before?.pairs,
          });
    const linear = await whitening.toLinear(minimum.point);
    return {
      ...linear,
      objective: minimum.value,
      iterations: minimum.iterations + (before && before !== minimum ? before.iterations : 0),
      evaluations: minimum.evaluations + (before && before !== minimum ? before.evaluations : 0),
      converged: minimum.converged,
    };
  } finally {
    await whitening.close();
  }
}
