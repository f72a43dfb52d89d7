import { type CallOptions, asAppError, throwIfCancelled } from "@lesion-atlas/core";
import type { ListedModel } from "@lesion-atlas/encoder";

/** A model on this machine as the commands show it. */
export interface ModelRow {
  id: string;
  folder: string;
  fingerprint?: string;
  dimensions?: number;
  has_text?: boolean;
  license?: string;
  /** Why it cannot be used. */
  problem?: string;
}

/** Reads a listed model's folder; a damaged one has a problem instead of a fingerprint. */
export async function modelRow({ id, folder }: ListedModel, options: CallOptions = {}): Promise<ModelRow> {
  const { readModelFolder } = await import("@lesion-atlas/encoder");
  try {
    const { model } = await readModelFolder(folder, options);
    const { fingerprint, dimensions, hasText, license } = model;
    return { id, folder, fingerprint, dimensions, has_text: hasText, license };
  } catch (error) {
    throwIfCancelled(options.signal);
    return { id, folder, problem: asAppError(error).message };
  }
}
