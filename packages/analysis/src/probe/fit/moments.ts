import { type Compute, type Matrix, rowsOf } from "@lesion-atlas/compute";
import { type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { momentsModel } from "./moments-graph.ts";

/** Weighted sums over rows, in float64. */
export interface Moments {
  /** Sum of the weights. */
  weight: number;
  /** sum w x x^T: dimensions x dimensions. */
  gram: Float64Array;
  /** sum w t x: outputs x dimensions. */
  products: Float64Array;
  /** sum w t: one an output. */
  targets: Float64Array;
  /** sum w x. */
  sums: Float64Array;
}

const chunkRows = 2048;

/**
 * Sums up rows on the bulk lane.
 *
 * @param targets rows x outputs
 * @param weights one a row
 */
export async function momentsOf(
  compute: Compute,
  features: Matrix,
  targets: { values: ArrayLike<number>; outputs: number },
  weights: ArrayLike<number>,
  { signal }: CallOptions,
): Promise<Moments> {
  const { rows, columns } = features;
  const { values, outputs } = targets;
  const model = compute.openModel(momentsModel());
  const total: Moments = {
    weight: 0,
    gram: new Float64Array(columns * columns),
    products: new Float64Array(outputs * columns),
    targets: new Float64Array(outputs),
    sums: new Float64Array(columns),
  };
  try {
    for (let first = 0; first < rows; first += chunkRows) {
      throwIfCancelled(signal);
      const count = Math.min(chunkRows, rows - first);
      const targetPart = Float64Array.from({ length: count * outputs }, (_, i) => values[first * outputs + i]);
      const weightPart = Float64Array.from({ length: count }, (_, i) => weights[first + i]);
      for (const [row, weight] of weightPart.entries()) {
        total.weight += weight;
        for (let k = 0; k < outputs; k += 1) total.targets[k] += weight * targetPart[row * outputs + k];
      }
      const found = await model.run(
        {
          features: { type: "float32", values: rowsOf(features, first, count).values, shape: [count, columns] },
          targets: { type: "float64", values: targetPart, shape: [count, outputs] },
          weights: { type: "float64", values: weightPart, shape: [count, 1] },
        },
        { lane: "bulk", signal },
      );
      for (const name of ["gram", "products", "sums"] as const) {
        const part = found[name].values as Float64Array;
        for (let i = 0; i < part.length; i += 1) total[name][i] += part[i];
      }
    }
  } finally {
    await model.close();
  }
  return total;
}

/** sum w (x - mean)(x - mean)^T with the mean itself. */
export function scatterOf({ gram, sums, weight }: Moments): { mean: Float64Array; scatter: Float64Array } {
  const mean = sums.map((sum) => sum / weight);
  const { length } = mean;
  const scatter = gram.slice();
  for (let i = 0; i < length; i += 1) {
    for (let j = 0; j < length; j += 1) scatter[i * length + j] -= weight * mean[i] * mean[j];
  }
  return { mean, scatter };
}
