import type { FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { AppError } from "@lesion-atlas/core";
import { z } from "zod";

const indexSchema = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/**
 * Reads `model.safetensors.index.json`, which tells for each tensor the file beside it that holds it.
 *
 * @returns the paths of the files, each with the names of its tensors
 * @throws AppError `model_invalid` for a damaged index, or one that names files elsewhere
 */
export async function readShardIndex(handle: FileHandle, path: string): Promise<Map<string, Set<string>>> {
  const index = indexSchema.safeParse(parse(await handle.readFile("utf8"), path));
  if (!index.success) {
    throw new AppError("model_invalid", `${path} is no index of a checkpoint: ${z.prettifyError(index.error)}`);
  }
  const shards = new Map<string, Set<string>>();
  for (const [tensor, name] of Object.entries(index.data.weight_map)) {
    if (name !== basename(name) || name.includes("\\")) {
      throw new AppError("model_invalid", `${path} names ${name}, which does not lie beside it`);
    }
    const shard = join(dirname(path), name);
    shards.set(shard, (shards.get(shard) ?? new Set()).add(tensor));
  }
  return shards;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("model_invalid", `${path} is neither a checkpoint nor the index of one`, { cause: error });
  }
}
