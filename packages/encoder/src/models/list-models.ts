import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type CallOptions, asAppError, throwIfCancelled } from "@lesion-atlas/core";
import type { ModelFile } from "./model-file.ts";
import { readModelFile } from "./read-model-file.ts";

/** A model folder among others; its files are not looked at. */
export interface ListedModel {
  id: string;
  /** Path. */
  folder: string;
  /** Absent where `model.json` cannot be read; `problem` says why. */
  settings?: ModelFile;
  problem?: string;
}

/**
 * The models in a folder of model folders, by id. What is no model folder is left out, a damaged one is listed under the
 * folder's name.
 *
 * @returns empty when there is no such folder
 */
export async function listModels(modelsFolder: string, options: CallOptions = {}): Promise<ListedModel[]> {
  throwIfCancelled(options.signal);
  const names = await readdir(modelsFolder).catch(() => []);
  const models: ListedModel[] = [];
  for (const name of names.filter((name) => !name.startsWith("."))) {
    const model = await readListed(join(modelsFolder, name), name, options);
    if (model) models.push(model);
  }
  return models.sort((left, right) => (left.id < right.id ? -1 : 1));
}

/** @throws AppError `not_found` with the ids there are */
export async function findModel(modelsFolder: string, id: string, options: CallOptions = {}): Promise<ListedModel> {
  const models = await listModels(modelsFolder, options);
  const found = models.find((model) => model.id === id);
  if (found) return found;
  const others = models.length > 0 ? `there is ${models.map((model) => model.id).join(", ")}` : "there is none yet";
  throw new AppError("not_found", `there is no model ${id} in ${modelsFolder}; ${others}`);
}

async function readListed(folder: string, name: string, options: CallOptions): Promise<ListedModel | undefined> {
  try {
    const settings = await readModelFile(folder, options);
    return { id: settings.id, folder, settings };
  } catch (error) {
    const { code, message } = asAppError(error);
    if (code === "not_found") return undefined;
    if (code !== "model_invalid") throw error;
    return { id: name, folder, problem: message };
  }
}
