import type { Compute } from "@lesion-atlas/compute";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { fitNearestMean } from "./baselines/fit-nearest-mean.ts";
import { fitNeighbours } from "./baselines/fit-neighbours.ts";
import { fitRidge } from "./baselines/fit-ridge.ts";
import { fitLogistic } from "./logistic/fit-logistic.ts";
import { type Validation, fitAdamKnobo } from "./paper/fit-adam-knobo.ts";
import type { ProbeModel, Solver } from "./probe-model.ts";
import { type ProbeTraining, checkFinite } from "./probe-training.ts";

export interface FitProbeOptions extends CallOptions {
  /** Where products of matrices are computed: its bulk lane, away from the calling thread. */
  compute: Compute;
  solver: Solver;
  /** Inverse strength of the L2 penalty of lbfgs and ridge (1). A list (lbfgs): chosen by grouped cross-validation. */
  C?: number | readonly number[];
  /** `balanced`: a row weighs rows / (classes * rows of its class). lbfgs and ridge; default `none`. */
  classWeight?: "balanced" | "none";
  /** Of lbfgs; default `multinomial`. */
  multiClass?: "multinomial" | "one-vs-rest";
  /** Default 42. */
  seed?: number;
  /** Of adam-knobo, which chooses its epoch on it: rows like the training's, labels of the same classes. */
  validation?: Validation;
  /** Of knn; default 20. */
  neighbours?: number;
  /** Of lbfgs: the share of the objective by which it may lie above its minimum, by estimate. Default 1e-13. */
  tolerance?: number;
  /** Of lbfgs; default 1,000. */
  maxIterations?: number;
}

/**
 * Fits a probe on labelled vectors. The same options, rows and versions give the same probe.
 *
 * * `lbfgs`: logistic regression at scikit-learn's optimum (`fitLogistic`)
 * * `adam-knobo`: the paper's recipe (`fitAdamKnobo`); it needs `validation`
 * * `ridge`, `knn` (cosine), `nearest-mean`: baselines
 *
 * @throws AppError `invalid_input` for training data that do not fit or lack a second class
 */
export async function fitProbe(training: ProbeTraining, options: FitProbeOptions): Promise<ProbeModel> {
  const { solver, compute, C = 1, classWeight = "none", multiClass = "multinomial", seed = 42, signal } = options;
  await checkFinite(training, { signal });
  if (solver === "lbfgs") {
    const { tolerance = 1e-13, maxIterations = 1000 } = options;
    return fitLogistic(training, { compute, C, classWeight, multiClass, seed, tolerance, maxIterations, signal });
  }
  if (solver === "ridge") {
    if (typeof C !== "number") throw new AppError("invalid_input", "ridge takes one C; lbfgs chooses among several");
    return fitRidge(training, { compute, C, classWeight, seed, signal });
  }
  if (solver === "knn") return fitNeighbours(training, { neighbours: options.neighbours ?? 20, seed, signal });
  if (solver === "nearest-mean") return fitNearestMean(training, { seed, signal });
  return fitAdamKnobo(training, { compute, seed, validation: options.validation, signal });
}
