import type { CallOptions, Model } from "@lesion-atlas/core";
import { fingerprintOf } from "./fingerprint.ts";
import { hashModelFiles } from "./hash-model-files.ts";
import type { ModelFile } from "./model-file.ts";
import { modelFilesIn } from "./model-files.ts";
import { readModelFile } from "./read-model-file.ts";

/** A model on disk. */
export interface ModelFolder {
  /** Path. */
  readonly folder: string;
  /** `model.json` with its defaults filled in. */
  readonly settings: ModelFile;
  readonly model: Model;
}

/**
 * Reads `model.json` and fingerprints the folder's files; no graph is opened.
 *
 * @throws AppError `not_found` when it is no model folder, `model_invalid` for a damaged `model.json` or a missing file,
 * `cancelled`
 */
export async function readModelFolder(folder: string, options: CallOptions = {}): Promise<ModelFolder> {
  const settings = await readModelFile(folder, options);
  const files = await hashModelFiles(folder, await modelFilesIn(folder, settings, options), options);
  return { folder, settings, model: modelOf(settings, fingerprintOf(settings, files)) };
}

function modelOf(settings: ModelFile, fingerprint: string): Model {
  return {
    id: settings.id,
    fingerprint,
    dimensions: settings.dimensions,
    logitScale: settings.logit_scale,
    templates: settings.templates,
    hasText: settings.text !== undefined,
    license: settings.license,
    remark: settings.remark,
  };
}
