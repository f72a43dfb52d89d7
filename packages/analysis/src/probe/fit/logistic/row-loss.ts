import { type Compute, type Matrix, type Tensor, rowsOf } from "@lesion-atlas/compute";
import { type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { type LossKind, type Precision, lossModel } from "./loss-graph.ts";

/** Rows with their targets and weights; all memory is shared. */
export interface WeightedRows {
  features: Matrix;
  /** Outputs of the fit: classes, or 1 for the yes or no of two. */
  outputs: number;
  /** Rows x outputs, 0 or 1. */
  targets: Uint8Array;
  /** Of `sigmoid`: one an output, for rows that have it and for those that do not. */
  positiveWeights: Float64Array;
  negativeWeights: Float64Array;
}

/** The weighted sum of the rows' losses, and its gradient. */
export interface LossSum {
  loss: number;
  /** Outputs x dimensions. */
  gradient: Float64Array;
  intercepts: Float64Array;
}

/** Computes losses on the bulk lane, a few thousand rows at a time, sums in float64. */
export interface RowLoss {
  sum(
    linear: { coefficients: Float64Array; intercepts: Float64Array },
    rowWeights: RowWeights,
    precision: Precision,
    options: CallOptions,
  ): Promise<LossSum>;
  close(): Promise<void>;
}

/** The weight of each row in both precisions, in shared memory. */
export type RowWeights = Readonly<Record<Precision, Float32Array | Float64Array>>;

/** Bytes of features a run: small enough to stay in a processor's cache between the two products that read them. */
const chunkBytes = 1 << 22;

export function createRowLoss(compute: Compute, kind: LossKind, rows: WeightedRows): RowLoss {
  const { features, outputs, targets } = rows;
  const { columns } = features;
  const chunkRows = Math.max(64, Math.floor(chunkBytes / 4 / columns));
  const models = {
    float32: compute.openModel(lossModel("float32", kind)),
    float64: compute.openModel(lossModel("float64", kind)),
  };

  return {
    async sum({ coefficients, intercepts }, rowWeights, precision, { signal }) {
      const own = (values: Float64Array, shape: number[]) => tensorOf(precision, values, shape);
      const fixed = {
        coefficients: own(coefficients, [outputs, columns]),
        intercepts: own(intercepts, [outputs]),
        ...(kind === "sigmoid" && {
          positive_weights: own(rows.positiveWeights, [outputs]),
          negative_weights: own(rows.negativeWeights, [outputs]),
        }),
      };
      const total: LossSum = {
        loss: 0,
        gradient: new Float64Array(outputs * columns),
        intercepts: new Float64Array(outputs),
      };
      for (let first = 0; first < features.rows; first += chunkRows) {
        throwIfCancelled(signal);
        const count = Math.min(chunkRows, features.rows - first);
        const part = rowsOf(features, first, count);
        const found = await models[precision].run(
          {
            ...fixed,
            features: { type: "float32", values: part.values, shape: [count, columns] },
            targets: {
              type: "uint8",
              values: targets.subarray(first * outputs, (first + count) * outputs),
              shape: [count, outputs],
            },
            row_weights: {
              type: precision,
              values: rowWeights[precision].subarray(first, first + count),
              shape: [count, 1],
            } as Tensor,
          },
          { lane: "bulk", signal },
        );
        total.loss += Number(found.loss.values[0]);
        addTo(total.gradient, found.gradient.values as Float32Array | Float64Array);
        addTo(total.intercepts, found.intercept_gradient.values as Float32Array | Float64Array);
      }
      return total;
    },
    async close() {
      await Promise.all([models.float32.close(), models.float64.close()]);
    },
  };
}

/** Weights in shared memory, in both precisions. */
export function shareRowWeights(weights: ArrayLike<number>): RowWeights {
  const float64 = new Float64Array(new SharedArrayBuffer(weights.length * 8));
  float64.set(weights);
  const float32 = new Float32Array(new SharedArrayBuffer(weights.length * 4));
  float32.set(weights);
  return { float32, float64 };
}

function tensorOf(precision: Precision, values: Float64Array, shape: number[]): Tensor {
  return precision === "float64"
    ? { type: "float64", values, shape }
    : { type: "float32", values: Float32Array.from(values), shape };
}

function addTo(target: Float64Array, values: Float32Array | Float64Array): void {
  for (let i = 0; i < values.length; i += 1) target[i] += values[i];
}
