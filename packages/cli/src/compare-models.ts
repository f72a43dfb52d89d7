import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { type SpaceComparison, compareSpaces } from "@lesion-atlas/analysis";
import { AppError, type CallOptions, type Embedding, type Model, throwIfCancelled } from "@lesion-atlas/core";
import { encodeFile } from "./commands/image-files.ts";
import type { Composition } from "./compose.ts";
import { withMachine } from "./measured-here.ts";

const imageExtensions = new Set([".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"]);
/** What zero-shot classes are compared on. */
const classes = [
  "melanoma",
  "nevus",
  "basal cell carcinoma",
  "benign keratosis",
  "actinic keratosis",
  "vascular lesion",
];

/** One side of a comparison. */
export interface ComparedModel {
  model: string;
  fingerprint: string;
  bytes: number;
  images_per_second: number;
  text_ms?: number;
  /** How much the process grew while it ran. */
  memory_bytes: number;
}

export interface ModelsComparison extends SpaceComparison {
  left: ComparedModel;
  right: ComparedModel;
}

/** Images below a folder, in order of their paths. @throws AppError `not_found` when there are fewer than `least` */
export async function imagesBelow(
  folder: string,
  { most = Infinity, least = 11 }: { most?: number; least?: number } = {},
): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && imageExtensions.has(extname(entry.name).toLowerCase()))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length >= least) return files.slice(0, most);
  throw new AppError("not_found", `${folder} has ${files.length} images; a comparison needs at least ${least}`);
}

export interface CompareOptions extends CallOptions {
  onImage?: () => void;
  /** What cannot be read is left out. */
  onUnreadable: (reason: string) => void;
}

/**
 * Encodes the same images, and classes where both read words, by the models of two folders, one after the other.
 *
 * @throws AppError as `compareSpaces`
 */
export async function compareModels(
  folders: readonly [string, string],
  files: readonly string[],
  composition: Composition,
  options: CompareOptions,
): Promise<ModelsComparison> {
  const left = await runModel(folders[0], files, composition, options);
  const right = await runModel(folders[1], [...left.images.keys()], composition, options);
  const texts = left.texts && right.texts ? { left: left.texts, right: right.texts } : undefined;
  return {
    ...compareSpaces([...left.images.values()], [...right.images.values()], texts),
    left: left.measured,
    right: right.measured,
  };
}

async function runModel(
  folder: string,
  files: readonly string[],
  composition: Composition,
  { signal, onImage, onUnreadable }: CompareOptions,
): Promise<{ images: Map<string, Embedding>; texts?: Embedding[]; measured: ComparedModel }> {
  const { measureSpeed, writeMeasurements } = await import("@lesion-atlas/encoder");
  const before = process.memoryUsage().rss;
  const encoder = await composition.openEncoder(folder, { signal });
  try {
    const images = new Map<string, Embedding>();
    for (const file of files) {
      throwIfCancelled(signal);
      try {
        images.set(file, await encodeFile(encoder, file, { signal }));
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "image_unreadable") throw error;
        onUnreadable(error.message);
      }
      onImage?.();
    }
    const texts = encoder.model.hasText ? await encoder.encodeTexts(promptsOf(encoder.model), { signal }) : undefined;
    const memory_bytes = Math.max(0, process.memoryUsage().rss - before);
    const speed = await measureSpeed(encoder, { signal });
    const { id, fingerprint } = encoder.model;
    await writeMeasurements(composition.modelsFolder, fingerprint, {
      speed: await withMachine(speed),
    });
    return {
      images,
      texts,
      measured: { model: id, fingerprint, bytes: await bytesOf(folder), ...speed, memory_bytes },
    };
  } finally {
    await encoder.close();
  }
}

function promptsOf({ templates }: Model): string[] {
  const template = templates[0] ?? "This is dermoscopy of {}";
  return classes.map((name) => template.replace("{}", name));
}

async function bytesOf(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => /\.onnx/.test(name));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
