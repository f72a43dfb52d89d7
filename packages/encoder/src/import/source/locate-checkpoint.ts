import { readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";

/** Where the parts of a checkpoint lie. */
export interface CheckpointLocation {
  readonly folder: string;
  /** Path of the weights, or of the index of several files. */
  readonly weights: string;
}

/** The order in which open_clip 3.3.0 looks for weights, with the indexes of transformers. */
const usualNames = [
  "open_clip_model.safetensors",
  "open_clip_pytorch_model.safetensors",
  "open_clip_pytorch_model.bin",
  "open_clip_pytorch_model.pth",
  "model.safetensors",
  "model.safetensors.index.json",
  "pytorch_model.bin",
  "pytorch_model.bin.index.json",
  "pytorch_model.pth",
  "model.pth",
];
const weightExtensions = new Set([".safetensors", ".bin", ".pt", ".pth", ".ckpt"]);

/**
 * Finds the weights of a folder, or of the folder of a configuration; any other file is taken as the weights.
 *
 * @throws AppError `not_found` when there is nothing, or a folder without weights; `invalid_input` when there is a choice
 */
export async function locateCheckpoint(path: string, { signal }: CallOptions = {}): Promise<CheckpointLocation> {
  throwIfCancelled(signal);
  const found = await stat(path).catch((error: unknown) => {
    throw new AppError("not_found", `there is no checkpoint at ${path}`, { cause: error });
  });
  if (!found.isDirectory()) {
    const isConfiguration = path.endsWith("config.json");
    return isConfiguration ? locateCheckpoint(dirname(path), { signal }) : { folder: dirname(path), weights: path };
  }
  const names = await readdir(path);
  const usual = usualNames.find((name) => names.includes(name));
  return { folder: path, weights: join(path, usual ?? onlyWeights(names, path)) };
}

function onlyWeights(names: readonly string[], folder: string): string {
  const candidates = names.filter((name) => weightExtensions.has(extname(name)) && !name.startsWith(".")).sort();
  if (candidates.length === 1) return candidates[0];
  if (candidates.length === 0) {
    throw new AppError("not_found", `${folder} holds no weights (such as ${usualNames[2]} or ${usualNames[4]})`);
  }
  const list = candidates.map((name) => basename(name)).join(", ");
  throw new AppError("invalid_input", `${folder} holds several weights (${list}); name the file to import`);
}
