import { basename } from "node:path";
import type { CallOptions } from "@lesion-atlas/core";
import { type Checkpoint, openCheckpoint } from "../checkpoint/checkpoint.ts";
import { type NewModelOptions, createModelFolder } from "../models/create-model-folder.ts";
import { installModelFolder, isModelFolder } from "../models/install-model-folder.ts";
import type { ModelDescription } from "../models/model-file.ts";
import { writeModelFile } from "../models/write-model-file.ts";
import { describeModel } from "./describe-model.ts";
import { checkFreeSpace } from "./free-space.ts";
import { type ImportPlan, planImport } from "./plan-import.ts";
import { type CheckpointLocation, locateCheckpoint } from "./source/locate-checkpoint.ts";
import { readLicense } from "./source/read-license.ts";
import { copyTokenizer } from "./source/tokenizer-files.ts";
import { writeTower } from "./weights/write-tower.ts";

export type ImportTarget = Omit<NewModelOptions, "signal">;

export interface ImportCallOptions extends CallOptions {
  /** Weights written so far, and how many there are. */
  onProgress?: (progress: { done: number; total: number }) => void;
  /** Adds to what a checkpoint says of itself, or throws, before the first weight is written. Not for a model folder. */
  describe?: (description: ModelDescription) => ModelDescription;
}

/**
 * Makes a model folder of what lies at `path`: an open_clip checkpoint (folder or weights file with its
 * `open_clip_config.json` beside it), a transformers CLIP folder, or a model folder, which is taken as it is. Nothing in a
 * checkpoint is ever run. Memory holds one weight at a time.
 *
 * @returns path of the new folder; after an error or a cancellation there is none
 * @throws AppError `unsupported`, "not supported: X", for a model that cannot be imported and `model_invalid` for weights
 * that do not fit the configuration, both before anything is written; `conflict` when the id is taken; `not_found` when a
 * part is missing; `invalid_input` for an id that cannot be one; `too_large` for a full disk; `cancelled`
 */
export async function importModel(
  path: string,
  target: ImportTarget,
  { signal, onProgress, describe }: ImportCallOptions = {},
): Promise<string> {
  if (isModelFolder(path)) return installModelFolder(path, { ...target, signal });
  const location = await locateCheckpoint(path, { signal });
  const checkpoint = await openCheckpoint(location.weights, { signal });
  try {
    const plan = await planImport(checkpoint, location.folder, { signal });
    return await createModelFolder({ ...target, signal }, (folder) =>
      writeModel(folder, target.id, checkpoint, location, plan, { signal, onProgress, describe }),
    );
  } finally {
    await checkpoint.close();
  }
}

async function writeModel(
  folder: string,
  id: string,
  checkpoint: Checkpoint,
  location: CheckpointLocation,
  { configuration, towers, sources, totalBytes }: ImportPlan,
  { signal, onProgress, describe = (description) => description }: ImportCallOptions,
): Promise<void> {
  await checkFreeSpace(folder, totalBytes);
  const [logitScale] = await checkpoint.readFloat32(sources("logit_scale").tensors[0], { signal });
  const facts = {
    logitScale,
    license: await readLicense(location.folder, { signal }),
    source: `${configuration.naming} checkpoint ${basename(location.weights)}`,
  };
  const description = describe(describeModel(id, configuration, facts));
  const total = towers.reduce((sum, { graph }) => sum + graph.planned.length, 0);
  let done = 0;
  const onWritten = () => onProgress?.({ done: ++done, total });
  for (const tower of towers) await writeTower(folder, tower, checkpoint, sources, { signal, onWritten });
  await copyTokenizer(configuration, location.folder, folder, { signal });
  await writeModelFile(folder, description, { signal });
}
