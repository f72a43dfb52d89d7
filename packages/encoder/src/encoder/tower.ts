import type { Compute, ModelOptions, ModelSignature, Tensors } from "@lesion-atlas/compute";
import { AppError, type Embedding, type Lane, throwIfCancelled } from "@lesion-atlas/core";
import { unitRows } from "./unit-rows.ts";

/** How a tower's graph is called. */
export interface TowerNames {
  /** Path of the ONNX file. */
  readonly file: string;
  readonly inputs: readonly string[];
  /** float32 [n, dimensions]. */
  readonly output: string;
  readonly dimensions: number;
  readonly running?: Pick<ModelOptions, "device" | "threads">;
}

export interface TowerOptions {
  lane: Lane;
  signal?: AbortSignal;
}

/** One graph of a model. */
export interface Tower {
  /**
   * @param feeds moved to the lane: empty afterwards
   * @returns a unit vector for each of the batch
   * @throws AppError `model_invalid` when the graph cannot be opened, takes or gives other values than `model.json` says,
   * or gives a vector without a direction; `cancelled`
   */
  encode(feeds: Tensors, options: TowerOptions): Promise<Embedding[]>;
  close(): Promise<void>;
}

/** Nothing is read before the first batch. */
export function openTower(compute: Compute, { file, inputs, output, dimensions, running }: TowerNames): Tower {
  const model = compute.openModel(file, running);
  const loaded = new Map<Lane, Promise<void>>();

  /** Checked once a lane; what failed is tried again. */
  function load(lane: Lane): Promise<void> {
    const known = loaded.get(lane);
    if (known) return known;
    const loading = model.load({ lane }).then(check);
    loaded.set(lane, loading);
    loading.catch(() => loaded.delete(lane));
    return loading;
  }

  function check(signature: ModelSignature): void {
    const taken = signature.inputs.map(({ name }) => name);
    const wrong = [...taken, ...inputs].find((name) => !taken.includes(name) || !inputs.includes(name));
    if (wrong !== undefined) {
      throw new AppError(
        "model_invalid",
        `${file} takes ${listed(taken)}, but model.json says ${listed(inputs)}: name the graph's inputs there`,
      );
    }
    const given = signature.outputs.map(({ name }) => name);
    if (!given.includes(output)) {
      throw new AppError(
        "model_invalid",
        `${file} gives ${listed(given)}, but model.json says ${output}: name the graph's output there`,
      );
    }
  }

  return {
    async encode(feeds, { lane, signal }) {
      throwIfCancelled(signal);
      await load(lane);
      const { [output]: embeddings } = await model.run(feeds, { lane, signal, transfer: true });
      if (embeddings.type !== "float32" || embeddings.shape.length !== 2 || embeddings.shape[1] !== dimensions) {
        const shape = embeddings.shape.join(", ");
        throw new AppError(
          "model_invalid",
          `${file} gives ${embeddings.type} [${shape}] where model.json says float32 [n, ${dimensions}]`,
        );
      }
      return unitRows(embeddings.values, dimensions);
    },
    close: () => model.close(),
  };
}

function listed(names: readonly string[]): string {
  return names.length > 0 ? names.join(" and ") : "nothing";
}
