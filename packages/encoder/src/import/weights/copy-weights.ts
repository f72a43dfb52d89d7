import { createExternalWeights } from "@lesion-atlas/compute";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import type { Checkpoint } from "../../checkpoint/checkpoint.ts";
import type { PlannedWeight } from "../graph/tower-graph.ts";
import { transpose } from "./transpose.ts";
import type { WeightSources } from "./weight-sources.ts";

export interface CopyOptions extends CallOptions {
  /** Called behind each weight with the bytes that were written for it. */
  onWritten?: (bytes: number) => void;
}

/** Bytes given to the file at a time. */
const chunkBytes = 1 << 23;

/**
 * Writes the planned weights as float32 into a new file, one at a time: memory holds one weight and not the checkpoint.
 *
 * @throws AppError `model_invalid` for a weight that is not finite, `cancelled`
 */
export async function copyWeights(
  checkpoint: Checkpoint,
  planned: readonly PlannedWeight[],
  sources: WeightSources,
  path: string,
  { signal, onWritten }: CopyOptions = {},
): Promise<void> {
  const file = await createExternalWeights(path);
  try {
    for (const weight of planned) {
      const values = await readWeight(checkpoint, weight, sources, { signal });
      checkFinite(weight.name, values);
      await file.append(chunks(values), values.byteLength, { signal });
      onWritten?.(values.byteLength);
    }
  } finally {
    await file.close();
  }
}

async function readWeight(
  checkpoint: Checkpoint,
  { name, shape }: PlannedWeight,
  sources: WeightSources,
  options: CallOptions,
): Promise<Float32Array> {
  const { tensors, transposed } = sources(name);
  if (tensors.length === 1) {
    const values = await checkpoint.readFloat32(tensors[0], options);
    return transposed ? transpose(values, shape[1], shape[0]) : values;
  }
  const joined = new Float32Array(shape.reduce((product, size) => product * size, 1));
  let end = 0;
  for (const tensor of tensors) {
    const part = await checkpoint.readFloat32(tensor, options);
    joined.set(part, end);
    end += part.length;
  }
  return joined;
}

/** A sum is finite where every value is, and costs less than asking each. */
function checkFinite(name: string, values: Float32Array): void {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index];
  if (Number.isFinite(sum)) return;
  throw new AppError("model_invalid", `weight ${name} has values that are no numbers; the checkpoint is damaged`);
}

function* chunks(values: Float32Array): Generator<Uint8Array> {
  for (let done = 0; done < values.byteLength; done += chunkBytes) {
    const length = Math.min(chunkBytes, values.byteLength - done);
    yield new Uint8Array(values.buffer, values.byteOffset + done, length);
  }
}
