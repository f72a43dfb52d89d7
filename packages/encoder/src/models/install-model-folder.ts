import { constants, existsSync } from "node:fs";
import { copyFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError, throwIfCancelled } from "@lesion-atlas/core";
import { type NewModelOptions, createModelFolder } from "./create-model-folder.ts";
import { type ModelFile, modelFileName } from "./model-file.ts";
import { modelFilesIn } from "./model-files.ts";
import { readModelFile } from "./read-model-file.ts";
import { writeModelFile } from "./write-model-file.ts";

/** Whether a path is a folder with a `model.json`, such as a lab writes for an encoder of its own. */
export function isModelFolder(path: string): boolean {
  return existsSync(join(path, modelFileName));
}

/**
 * Copies a model folder as it is, but for its id, and records its hashes and its fingerprint.
 *
 * @returns path of the new folder
 * @throws AppError `conflict` when the id is taken, `not_found` when `source` is no model folder, `model_invalid` when it is
 * damaged or a file is not the one that it recorded, `cancelled` between two files
 */
export async function installModelFolder(source: string, options: NewModelOptions): Promise<string> {
  const settings = await readModelFile(source, options);
  await modelFilesIn(source, settings, options);
  const { files: recorded, fingerprint: _, format: __, ...description } = settings;
  return createModelFolder(options, async (folder) => {
    const entries = await readdir(source, { withFileTypes: true });
    for (const { name } of entries.filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."))) {
      throwIfCancelled(options.signal);
      await copyFile(join(source, name), join(folder, name), constants.COPYFILE_FICLONE);
    }
    checkRecorded(await writeModelFile(folder, { ...description, id: options.id }, options), recorded, source);
  });
}

function checkRecorded({ files = {} }: ModelFile, recorded: ModelFile["files"] = {}, source: string): void {
  const different = Object.entries(recorded).find(([name, { sha256 }]) => files[name]?.sha256 !== sha256);
  if (different) {
    throw new AppError(
      "model_invalid",
      `${join(source, different[0])} is not the file that was recorded; fetch it again`,
    );
  }
}
