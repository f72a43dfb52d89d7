import { AppError, type FilteredImage, valuesAt } from "@lesion-atlas/core";
import type { LinkedImage } from "../groups/group-images.ts";
import type { Split, SplitPart } from "./split.ts";

/** The words that tables use for a part. */
const partOfWord = new Map<string, SplitPart>([
  ["train", "train"],
  ["training", "train"],
  ["val", "val"],
  ["valid", "val"],
  ["validation", "val"],
  ["dev", "val"],
  ["test", "test"],
  ["testing", "test"],
]);

/** The part that a cell names, whatever its case; undefined for a word that names none. */
export function partNamed(cell: string): SplitPart | undefined {
  return partOfWord.get(cell.trim().toLowerCase());
}

/** The part that a column of an image names, or its tags where the column is a list; undefined for none, or several. */
export function partNamedAt(field: string, image: FilteredImage): SplitPart | undefined {
  const parts = new Set(valuesAt(field, image).flatMap((value) => partNamed(String(value)) ?? []));
  return parts.size === 1 ? [...parts][0] : undefined;
}

/** A split that somebody fixed: the part of an image by its id, key, ISIC id or file name. */
export type FixedSplit = ReadonlyMap<string, SplitPart>;

/**
 * The images that a fixed split names; the others take no part, and are counted.
 *
 * @throws AppError `invalid_input` where it names no image of train or of test
 */
export function applyFixedSplit(
  images: readonly (LinkedImage & { file: string })[],
  fixed: FixedSplit,
): { split: Split; left: number; named: number } {
  const split = images.map((image) => {
    const name = [image.id, image.key, image.isic_id, stemOf(image.file)].find(
      (candidate) => candidate !== undefined && fixed.has(candidate),
    );
    return name === undefined ? undefined : fixed.get(name);
  });
  for (const part of ["train", "test"] as const) {
    if (!split.includes(part)) {
      throw new AppError(
        "invalid_input",
        `the split names no image of ${part} among the ${images.length} with a label`,
      );
    }
  }
  return { split, left: split.filter((part) => part === undefined).length, named: fixed.size };
}

/** The name of a file without its folders and its extension, and without the `_downsampled` of ISIC 2019. */
export function stemOf(path: string): string {
  return path
    .replace(/^.*\//, "")
    .replace(/\.[^.]+$/, "")
    .replace(/_downsampled$/, "");
}
