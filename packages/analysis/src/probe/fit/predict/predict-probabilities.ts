import { type Compute, rowsOf, shareMatrix } from "@lesion-atlas/compute";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { unitRows } from "../baselines/fit-neighbours.ts";
import type { LinearProbe, NeighbourProbe, ProbeModel } from "../probe-model.ts";
import { probeNames, probeToOnnx } from "./probe-graph.ts";

const rowsAtATime = 8192;

/**
 * What a probe says of some vectors: rows x classes, row-major, in the order of `model.classes`. A row sums to 1 unless
 * the probe has several labels an image. A linear probe runs as the graph that `probeToOnnx` writes; of `knn` it is the
 * share of the most similar training rows.
 *
 * @param features row-major, rows x `model.dimensions`
 * @throws AppError `invalid_input` where the values are no rows of the model's dimensions
 */
export async function predictProbabilities(
  model: ProbeModel,
  features: Float32Array,
  options: CallOptions & { compute: Compute },
): Promise<Float32Array> {
  if (features.length % model.dimensions !== 0) {
    throw new AppError("invalid_input", `${features.length} values are no rows of ${model.dimensions} dimensions`);
  }
  return model.solver === "knn" ? vote(model, features, options) : scoreLinear(model, features, options);
}

async function scoreLinear(
  model: LinearProbe,
  values: Float32Array,
  { compute, signal }: CallOptions & { compute: Compute },
): Promise<Float32Array> {
  const { dimensions } = model;
  const matrix = shareMatrix({ values, rows: values.length / dimensions, columns: dimensions });
  const probabilities = new Float32Array(matrix.rows * model.classes.length);
  const session = compute.openModel(probeToOnnx(model));
  try {
    for (let first = 0; first < matrix.rows; first += rowsAtATime) {
      throwIfCancelled(signal);
      const part = rowsOf(matrix, first, Math.min(rowsAtATime, matrix.rows - first));
      const found = await session.run(
        { [probeNames.features]: { type: "float32", values: part.values, shape: [part.rows, dimensions] } },
        { lane: "bulk", signal },
      );
      probabilities.set(found[probeNames.probabilities].values as Float32Array, first * model.classes.length);
    }
  } finally {
    await session.close();
  }
  return probabilities;
}

async function vote(
  model: NeighbourProbe,
  features: Float32Array,
  { compute, signal }: CallOptions & { compute: Compute },
): Promise<Float32Array> {
  const { dimensions, classes, memberships, neighbours } = model;
  const rows = features.length / dimensions;
  const probabilities = new Float32Array(rows * classes.length);
  if (rows === 0) return probabilities;
  const rankings = await compute.rank(
    { values: await unitRows({ features, dimensions }, { signal }), rows, columns: dimensions },
    { values: model.vectors, rows: model.vectors.length / dimensions, columns: dimensions },
    { lane: "bulk", signal, limit: neighbours },
  );
  for (const [row, ranking] of rankings.entries()) {
    for (const neighbour of ranking.rows) {
      for (let name = 0; name < classes.length; name += 1) {
        probabilities[row * classes.length + name] += memberships[neighbour * classes.length + name] / neighbours;
      }
    }
  }
  return probabilities;
}
