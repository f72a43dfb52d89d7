import type { Compute } from "@lesion-atlas/compute";
import type { CallOptions } from "@lesion-atlas/core";
import { type LinearProbe, neverIntercept } from "../probe-model.ts";
import type { ProbeTraining } from "../probe-training.ts";
import { choosePenalty } from "./choose-penalty.ts";
import { logisticProblem } from "./logistic-problem.ts";
import { minimizeLogistic } from "./minimize-logistic.ts";
import { createRowLoss, shareRowWeights } from "./row-loss.ts";
import { sampleScatter } from "./whitening.ts";

export interface LogisticOptions extends CallOptions {
  compute: Compute;
  /** A list: the best of them in cross-validation by group. */
  C: number | readonly number[];
  classWeight: "none" | "balanced";
  multiClass: "multinomial" | "one-vs-rest";
  seed: number;
  /** See `minimizeLogistic`. */
  tolerance: number;
  maxIterations: number;
}

/**
 * L2-regularised logistic regression at the optimum of scikit-learn's objective, C * sum of weighted losses + |W|^2 / 2
 * with free intercepts: softmax over all classes or, `one-vs-rest` and for several labels an image, each class by itself.
 * Two classes share one row, as in scikit-learn.
 *
 * @throws AppError what `logisticProblem` and `choosePenalty` throw
 */
export async function fitLogistic(training: ProbeTraining, options: LogisticOptions): Promise<LinearProbe> {
  const { compute, seed, maxIterations, signal } = options;
  const problem = logisticProblem(training, options);
  const { features, outputs, rowWeights } = problem;
  const rowLoss = createRowLoss(compute, problem.kind, problem);
  try {
    const chosen =
      typeof options.C === "number"
        ? { C: options.C }
        : await choosePenalty(
            compute,
            training,
            { problem, rowLoss },
            { candidates: options.C, seed, maxIterations, signal },
          );
    const optimum = await minimizeLogistic(
      compute,
      {
        rowLoss,
        rowWeights: shareRowWeights(rowWeights),
        scatter: await sampleScatter(compute, features, rowWeights, { signal }),
        outputs,
        C: chosen.C,
        curvature: problem.curvature,
        work: features.rows * outputs * features.columns,
      },
      options,
    );
    const { classes, dimensions } = training;
    const coefficients = new Float32Array(classes.length * dimensions);
    const intercepts = new Float32Array(classes.length).fill(neverIntercept);
    for (const name of problem.presentClasses) intercepts[name] = 0;
    for (const [output, name] of problem.outputClasses.entries()) {
      const row = optimum.coefficients.subarray(output * dimensions, (output + 1) * dimensions);
      coefficients.set(row, name * dimensions);
      intercepts[name] = optimum.intercepts[output];
    }
    return {
      solver: "lbfgs",
      classes,
      dimensions,
      absentClasses: classes.filter((_, index) => !problem.presentClasses.includes(index)),
      multiLabel: training.memberships !== undefined,
      link: problem.link,
      coefficients,
      intercepts,
      settings: {
        seed,
        ...chosen,
        classWeight: options.classWeight,
        multiClass: options.multiClass,
        objective: optimum.objective,
        iterations: optimum.iterations,
        converged: optimum.converged,
      },
    };
  } finally {
    await rowLoss.close();
  }
}
