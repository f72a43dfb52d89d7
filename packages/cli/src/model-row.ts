import { type CallOptions, asAppError, throwIfCancelled } from "@lesion-atlas/core";
import type { ListedModel, RegisteredModel } from "@lesion-atlas/encoder";
import { speedHere, tuningHere } from "./measured-here.ts";

/** A model on this machine as the commands show it. */
export interface ModelRow {
  id: string;
  folder: string;
  fingerprint?: string;
  dimensions?: number;
  has_text?: boolean;
  license?: string;
  /** Of its files. */
  bytes?: number;
  precision?: string;
  /** Tokens of an image that are merged in each block. */
  token_merging?: number;
  /** Images a second and milliseconds a text, as measured on this machine. */
  speed?: { images_per_second: number; text_ms?: number };
  /** What `lesion models tune` found here. */
  tuning?: { images_a_run: number; bulk_threads: number; interactive_threads?: number };
  /** Of the manifest; of a variant, what it shares with the model that it was made of. */
  quality?: string;
  /** Why it cannot be used. */
  problem?: string;
}

/** A model that can be pulled and is not here. */
export interface AvailableRow {
  id: string;
  title: string;
  dimensions: number;
  has_text: boolean;
  license: string;
  /** Of the checkpoint, where it is known. */
  bytes?: number;
  trained_on: string;
  overlap: string;
  quality?: string;
  unverified: readonly string[];
}

/**
 * Reads a listed model's folder; a damaged one has a problem instead of a fingerprint.
 *
 * @param options.modelsFolder where measurements are kept; without it none are read
 */
export async function modelRow(
  { id, folder }: ListedModel,
  { modelsFolder, signal }: CallOptions & { modelsFolder?: string } = {},
): Promise<ModelRow> {
  const { readMeasurements, readModelFolder } = await import("@lesion-atlas/encoder");
  try {
    const { model, settings } = await readModelFolder(folder, { signal });
    const { fingerprint, dimensions, hasText, license } = model;
    const measured = modelsFolder === undefined ? {} : await readMeasurements(modelsFolder, fingerprint);
    const { comparison } = measured;
    const files = Object.values(settings.files ?? {});
    return {
      id,
      folder,
      fingerprint,
      dimensions,
      has_text: hasText,
      license,
      bytes: files.length > 0 ? files.reduce((sum, { bytes }) => sum + bytes, 0) : undefined,
      precision: settings.precision,
      token_merging: settings.token_merging,
      speed: speedHere(measured),
      tuning: tuningHere(measured),
      quality: comparison && `recall@10 overlap ${comparison.recall_at_10.toFixed(3)} with ${comparison.against}`,
    };
  } catch (error) {
    throwIfCancelled(signal);
    return { id, folder, problem: asAppError(error).message };
  }
}

/** Below this only the small files of an entry have a known size, in bytes. */
const smallestWeights = 1e6;

/** An entry of the manifest as `lesion models list` shows it. */
export function availableRow(model: RegisteredModel): AvailableRow {
  const { id, title, dimensions, license, source, tokenizer, trained_on, overlap, quality, unverified } = model;
  const needed = source.kind === "hub" ? source.files.filter(({ optional }) => !optional) : [];
  const known = needed.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  const rounded = source.kind === "hub" ? source.rounded_bytes : undefined;
  return {
    id,
    title,
    dimensions,
    has_text: tokenizer !== "none",
    license,
    bytes: rounded ?? (known > smallestWeights ? known : undefined),
    trained_on,
    overlap,
    quality,
    unverified,
  };
}
