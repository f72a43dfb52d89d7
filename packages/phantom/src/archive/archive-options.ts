import { AppError, type CallOptions } from "@lesion-atlas/core";

/** Shares of the images that get a fault whose place is written down, 0 to 0.5 each. */
export interface PlantedShares {
  /** Extra images that show another image of the archive again, under ids of their own; every kind in turn. */
  duplicates: number;
  /** Images whose table says another diagnosis than was drawn. */
  labelErrors: number;
  /** Images that show no skin. */
  offTopic: number;
  /** Images in another split than their patient. */
  leaks: number;
  /** Images whose row lacks columns, or all of them. */
  missingMetadata: number;
  /** Files that are no readable image. */
  broken: number;
}

/** What `generateArchive` writes. */
export interface ArchiveOptions {
  /** Number of images, planted ones included. */
  count: number;
  /** Whole number; with the other options it decides every byte. */
  seed: number;
  /** Pixels; 384x288 unless given. */
  size?: { width: number; height: number };
  style?: "A" | "B";
  /** Every feature drawn on its own, one dermoscopic image a patient, diagnoses that say nothing: for probes. Plants nothing unless told. */
  independent?: boolean;
  /** Shares to change; `"none"` plants nothing. Broken files are planted on request only. */
  planted?: Partial<PlantedShares> | "none";
  /** Write `truth/masks/*.png`; on unless switched off. */
  masks?: boolean;
  /** Worker threads; 2 unless given. No part of what is written. */
  workers?: number;
}

/** The last argument of `generateArchive`. */
export interface ArchiveCallOptions extends CallOptions {
  /** Called after each finished batch, in no particular order of batches. */
  onProgress?(progress: ArchiveProgress): void;
}

export interface ArchiveProgress {
  /** Images that lie on the disk, those of an earlier run included. */
  done: number;
  total: number;
}

/** The options with every default filled in: what decides the bytes of an archive. */
export interface ArchiveSettings {
  count: number;
  seed: number;
  width: number;
  height: number;
  style: "A" | "B";
  independent: boolean;
  planted: PlantedShares;
  masks: boolean;
}

const usualShares: PlantedShares = {
  duplicates: 0.03,
  labelErrors: 0.02,
  offTopic: 0.005,
  leaks: 0.01,
  missingMetadata: 0.03,
  broken: 0,
};

const noShares: PlantedShares = {
  duplicates: 0,
  labelErrors: 0,
  offTopic: 0,
  leaks: 0,
  missingMetadata: 0,
  broken: 0,
};

/** Most images that one archive can hold: ISIC ids have seven digits. */
export const mostImages = 9_999_999;

/** Fills in the defaults. @throws AppError `invalid_input` with the option to change */
export function resolveArchiveOptions(options: ArchiveOptions): ArchiveSettings {
  const independent = options.independent ?? false;
  const base = independent || options.planted === "none" ? noShares : usualShares;
  const settings: ArchiveSettings = {
    count: options.count,
    seed: options.seed,
    width: options.size?.width ?? 384,
    height: options.size?.height ?? 288,
    style: options.style ?? "A",
    independent,
    planted: { ...base, ...(options.planted === "none" ? {} : options.planted) },
    masks: options.masks ?? true,
  };
  requireWhole("count", settings.count, 1, mostImages);
  requireWhole("seed", settings.seed, 0, 0xffffffff);
  requireWhole("width", settings.width, 32, 4096);
  requireWhole("height", settings.height, 32, 4096);
  requireWhole("workers", options.workers ?? 2, 1, 256);
  for (const [name, share] of Object.entries(settings.planted)) {
    if (!(share >= 0 && share <= 0.5)) {
      throw new AppError("invalid_input", `the share of planted ${name} is ${share}; give one from 0 to 0.5`);
    }
  }
  return settings;
}

function requireWhole(name: string, value: number, low: number, high: number): void {
  if (Number.isInteger(value) && value >= low && value <= high) return;
  throw new AppError("invalid_input", `${name} is ${value}; give a whole number from ${low} to ${high}`);
}
