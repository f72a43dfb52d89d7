import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type CallOptions, throwIfCancelled } from "@lesion-atlas/core";
import { modelIdSchema } from "./model-file.ts";
import { removeAbandoned, temporaryPrefix } from "./remove-abandoned.ts";

export interface NewModelOptions extends CallOptions {
  /** What the model is to be called; also the name of its folder. */
  id: string;
  /** Folder of model folders; made when it is not there. */
  modelsFolder: string;
  /** Replaces a model of the same id. */
  force?: boolean;
}

/**
 * Makes a model folder that is either complete or not there: it is filled under a temporary name and then renamed.
 *
 * @param fill writes everything into the folder that it is given
 * @returns path of the folder
 * @throws AppError `conflict` when the id is taken, `invalid_input` for an id that cannot be one; what `fill` throws
 */
export async function createModelFolder(
  { id, modelsFolder, force = false, signal }: NewModelOptions,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  checkId(id);
  const folder = join(modelsFolder, id);
  if (!force && existsSync(folder)) throw taken(id);
  await removeAbandoned(modelsFolder);
  const temporary = join(modelsFolder, `${temporaryPrefix}${randomUUID()}`);
  const replaced = `${temporary}-replaced`;
  try {
    await mkdir(temporary, { recursive: true });
    await fill(temporary);
    throwIfCancelled(signal);
    if (force && existsSync(folder)) await rename(folder, replaced);
    await rename(temporary, folder).catch(async (error: NodeJS.ErrnoException) => {
      await rename(replaced, folder).catch(() => {});
      throw error.code === "ENOTEMPTY" || error.code === "EEXIST" ? taken(id) : error;
    });
  } finally {
    for (const left of [temporary, replaced]) await rm(left, { recursive: true, force: true });
  }
  return folder;
}

function taken(id: string): AppError {
  return new AppError("conflict", `there is a model ${id} already; choose another --id, or replace it with --force`);
}

function checkId(id: string): void {
  const parsed = modelIdSchema.safeParse(id);
  if (!parsed.success) {
    throw new AppError(
      "invalid_input",
      `${JSON.stringify(id)} cannot be a model's id: ${parsed.error.issues[0].message}`,
    );
  }
}
