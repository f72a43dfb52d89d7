import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import {
  type FixedSplit,
  type PublishedSplit,
  type SplitAsked,
  type SplitPart,
  type SplitShares,
  defaultSplitShares,
  fieldPath,
  partNamed,
  readPublishedSplit,
  splitParts,
} from "@lesion-atlas/analysis";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { imageColumns, tableRows } from "./table-rows.ts";

/**
 * The split of `--split`: `grouped`, `random`, `column:NAME`, a table of images and parts, or a folder with the pickles of
 * a published split (`class2images_train.p`, read by the plain unpickler).
 */
export async function askedSplit(
  { split: text = "grouped", shares, seed }: { split?: string; shares?: string; seed?: number },
  options: CallOptions = {},
): Promise<SplitAsked> {
  if (text === "grouped" || text === "random") return { kind: text, shares: readShares(shares), seed };
  if (shares !== undefined) throw new AppError("invalid_input", "--shares is for grouped and random splits");
  if (text.startsWith("column:")) return { kind: "column", field: fieldPath(text.slice("column:".length)) };
  const found = await stat(text).catch(() => undefined);
  if (!found) {
    throw new AppError(
      "invalid_input",
      `--split ${text}: use grouped, random, column:NAME, a table or a folder of pickles`,
    );
  }
  if (found.isDirectory()) return { kind: "fixed", source: text, parts: (await readPublished(text, options)).parts };
  return { kind: "fixed", source: text, parts: await readSplitTable(text, options) };
}

/** `0.7,0.1,0.2`: shares of train, val and test. */
export function readShares(text: string | undefined): SplitShares {
  if (text === undefined) return defaultSplitShares;
  const [train, val, test, ...more] = text.split(",").map((part) => Number(part.trim()));
  if (more.length > 0 || ![train, val, test].every((share) => share >= 0)) {
    throw new AppError("invalid_input", `--shares ${text}: give train, val and test, such as 0.7,0.1,0.2`);
  }
  return { train, val, test };
}

/** A split published as pickles of {class: image paths}. @throws AppError `invalid_input` where train's or test's is missing */
export async function readPublished(folder: string, { signal }: CallOptions = {}): Promise<PublishedSplit> {
  const { readPlainPickle } = await import("@lesion-atlas/encoder");
  const parts: Partial<Record<SplitPart, unknown>> = {};
  for (const part of splitParts) {
    const bytes = await readFile(join(folder, `class2images_${part}.p`), { signal }).catch(() => undefined);
    if (bytes) parts[part] = readPlainPickle(bytes);
  }
  if (!parts.train || !parts.test) {
    throw new AppError("invalid_input", `${folder} holds no class2images_train.p and class2images_test.p`);
  }
  return readPublishedSplit(parts);
}

async function readSplitTable(file: string, options: CallOptions): Promise<FixedSplit> {
  const { columns, rows } = await tableRows(file, options);
  const image = imageColumns.find((name) => columns.includes(name));
  const part = ["part", "split", "set", "subset"].find((name) => columns.includes(name));
  if (image === undefined || part === undefined) {
    throw new AppError(
      "invalid_input",
      `${file} needs a column that names the image (${imageColumns.join(", ")}) and one called part or split`,
    );
  }
  const parts = new Map<string, SplitPart>();
  for (const row of rows) {
    const named = partNamed(row.get(part)!);
    if (named !== undefined) parts.set(row.get(image)!.trim(), named);
  }
  return parts;
}
