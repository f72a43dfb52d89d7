import { type Compute, type Matrix, type ModelHandle, floatTensor } from "@lesion-atlas/compute";
import { type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { adam, adamModel } from "./adam-graph.ts";

/** A linear layer in training; each part is classes x (dimensions + 1), the intercept last. */
export interface AdamState {
  parameters: Float32Array;
  first: Float32Array;
  second: Float32Array;
  /** Steps made. */
  steps: number;
}

/** Makes one epoch's steps on the bulk lane, many of them a run. */
export interface AdamSteps {
  /** @param order all rows in the order in which batches take them */
  epoch(state: AdamState, order: Int32Array, options: CallOptions): Promise<AdamState>;
  close(): Promise<void>;
}

/** Steps a run at most: one run's cost is spread, and a signal acts between runs. */
const mostSteps = 64;

/** @param targets rows x classes, 0 or 1, in shared memory like the features */
export function createAdamSteps(compute: Compute, features: Matrix, targets: Float32Array, classes: number): AdamSteps {
  const { rows, columns } = features;
  const full = Math.floor(rows / adam.batch);
  const runs = Math.max(1, Math.ceil(full / mostSteps));
  const together = Math.floor(full / runs);
  const many = together > 1 ? compute.openModel(adamModel(together, columns)) : undefined;
  const single = compute.openModel(adamModel(1, columns));

  async function run(
    model: ModelHandle,
    state: AdamState,
    order: Int32Array,
    steps: number,
    { signal }: CallOptions,
  ): Promise<AdamState> {
    throwIfCancelled(signal);
    const batch = order.length / steps;
    const exponents = Array.from({ length: steps }, (_, step) => state.steps + step + 1);
    const shape = [classes, columns + 1];
    const found = await model.run(
      {
        features: floatTensor(features.values, [rows, columns]),
        targets: floatTensor(targets, [rows, classes]),
        order: { type: "int32", values: order, shape: [steps, batch] },
        step_sizes: floatTensor(
          Float32Array.from(exponents, (t) => adam.learningRate / (1 - adam.beta1 ** t)),
          [steps],
        ),
        corrections: floatTensor(
          Float32Array.from(exponents, (t) => Math.sqrt(1 - adam.beta2 ** t)),
          [steps],
        ),
        inverse_batch: floatTensor(Float32Array.of(1 / batch), []),
        parameters: floatTensor(state.parameters, shape),
        first: floatTensor(state.first, shape),
        second: floatTensor(state.second, shape),
      },
      { lane: "bulk", signal },
    );
    return {
      parameters: found.parameters_after.values as Float32Array,
      first: found.first_after.values as Float32Array,
      second: found.second_after.values as Float32Array,
      steps: state.steps + steps,
    };
  }

  return {
    async epoch(before, order, options) {
      let state = before;
      let row = 0;
      while (row < rows) {
        const left = Math.floor((rows - row) / adam.batch);
        const steps = many && left >= together ? together : 1;
        const taken = left === 0 ? rows - row : steps * adam.batch;
        const part = order.slice(row, row + taken);
        state = await run(steps > 1 ? many! : single, state, part, steps, options);
        row += taken;
      }
      return state;
    },
    async close() {
      await Promise.all([many?.close(), single.close()]);
    },
  };
}
