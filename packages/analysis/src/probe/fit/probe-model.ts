/** How a probe is fitted; see `fitProbe`. */
export type Solver = "lbfgs" | "adam-knobo" | "ridge" | "knn" | "nearest-mean";

/** What a fit was asked for and how it went; it goes with the model wherever that is kept. */
export interface FitSettings {
  seed: number;
  /** Inverse strength of the L2 penalty, where the solver has one. */
  C?: number;
  /** Where `C` was chosen: the mean held-out loss of each value tried. */
  triedC?: readonly { C: number; loss: number }[];
  classWeight?: "none" | "balanced";
  multiClass?: "multinomial" | "one-vs-rest";
  /** Value of the objective that was minimised. */
  objective?: number;
  iterations?: number;
  converged?: boolean;
  /** `adam-knobo`: the epoch whose weights were kept (from 1) and its accuracy on the validation part. */
  epoch?: number;
  validationAccuracy?: number;
}

interface CommonProbe {
  classes: readonly string[];
  dimensions: number;
  /** Classes without a training row: their probability is always 0. */
  absentClasses: readonly string[];
  /** Whether an image may have several classes: probabilities are independent then, else they sum to 1. */
  multiLabel: boolean;
  settings: FitSettings;
}

/** A probe whose scores are linear in the features. */
export interface LinearProbe extends CommonProbe {
  solver: "lbfgs" | "adam-knobo" | "ridge" | "nearest-mean";
  /**
   * How scores become probabilities: `softmax` over the classes; `sigmoid` of each; or, for one-vs-rest,
   * `normalised-sigmoid`: each sigmoid divided by their sum.
   */
  link: "softmax" | "sigmoid" | "normalised-sigmoid";
  /** Classes x dimensions, row-major. Of two classes (lbfgs) the first has zeros: scikit-learn's one row is the second. */
  coefficients: Float32Array;
  /** One a class. */
  intercepts: Float32Array;
}

/** A probe that asks the most similar training rows. */
export interface NeighbourProbe extends CommonProbe {
  solver: "knn";
  /** How many rows vote. */
  neighbours: number;
  /** Training rows of unit length, row-major. */
  vectors: Float32Array;
  /** Rows x classes, 1 where the row has the class. */
  memberships: Uint8Array;
}

export type ProbeModel = LinearProbe | NeighbourProbe;

/** The intercept of a class that was never seen: its probability is 0 in float32, and JSON can hold it. */
export const neverIntercept = -1e30;
