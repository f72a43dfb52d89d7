import { AppError } from "@lesion-atlas/core";
import type { CheckpointTensor } from "../../checkpoint/stored-tensor.ts";
import type { PlannedWeight } from "../graph/tower-graph.ts";
import type { WeightSources } from "./weight-sources.ts";

/** Buffers that some versions save and that no result depends on. */
const withoutEffect = /(?:^|\.)(?:position_ids|attn_mask|logit_bias|input_resolution|context_length|vocab_size)$/;

/** Names in an error message before it says "and n more". */
const namedAtMost = 8;

/**
 * Checks that a checkpoint holds exactly what its configuration needs, before anything is written.
 *
 * @throws AppError `model_invalid` that names the weights which are missing, of another shape, or unknown
 */
export function checkWeights(
  tensors: ReadonlyMap<string, Pick<CheckpointTensor, "shape">>,
  planned: readonly Pick<PlannedWeight, "name" | "shape">[],
  sources: WeightSources,
): void {
  const needed = planned.flatMap((weight) => tensorsOf(weight, sources));
  const missing = needed.filter(({ name }) => !tensors.has(name));
  const misshapen = needed.flatMap(({ name, shape }) => {
    const found = tensors.get(name)?.shape;
    return !found || sameShape(found, shape) ? [] : [`${name} is ${listed(found)}, not ${listed(shape)}`];
  });
  const known = new Set(needed.map(({ name }) => name));
  const unknown = [...tensors.keys()].filter((name) => !known.has(name) && !withoutEffect.test(name));

  const complaints = [
    ...complaint(
      "it has no",
      missing.map(({ name }) => name),
    ),
    ...complaint("of another shape:", misshapen),
    ...complaint("it has weights that the configuration does not explain:", unknown),
  ];
  if (complaints.length === 0) return;
  throw new AppError("model_invalid", `the weights do not fit the model's configuration: ${complaints.join("; ")}`);
}

function tensorsOf({ name, shape }: Pick<PlannedWeight, "name" | "shape">, sources: WeightSources) {
  const { tensors, transposed } = sources(name);
  const [rows, ...rest] = shape;
  const part = rest.length === 0 && tensors.length === 1 ? shape : [rows / tensors.length, ...rest];
  return tensors.map((tensor) => ({ name: tensor, shape: transposed ? part.toReversed() : part }));
}

/** Scalars are stored with one dimension of size 1 by some and without any by others. */
function sameShape(found: readonly number[], wanted: readonly number[]): boolean {
  if (wanted.length === 0) return found.every((size) => size === 1);
  return found.length === wanted.length && wanted.every((size, index) => size === found[index]);
}

function listed(shape: readonly number[]): string {
  return `[${shape.join(", ")}]`;
}

function complaint(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > namedAtMost ? ` and ${names.length - namedAtMost} more` : "";
  return [`${what} ${names.slice(0, namedAtMost).join(", ")}${more}`];
}
