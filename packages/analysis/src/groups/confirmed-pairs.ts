import { AppError } from "@lesion-atlas/core";
import type { ImagePair, LinkedImage } from "./group-images.ts";

/**
 * Pairs that people confirmed, by the images' ids, keys or ISIC ids (such as `ISIC_2020_Training_Duplicates.csv`), among
 * the images of a list. A name that several archives have means all of them; pairs of images that are not in the list
 * are left out.
 *
 * @throws AppError `invalid_input` for a row that names no two images
 */
export function confirmedPairs(
  images: readonly LinkedImage[],
  rows: readonly (readonly string[])[],
): { pairs: ImagePair[]; unknown: number } {
  const places = new Map<string, number[]>();
  const note = (name: string | undefined, index: number) => {
    if (name === undefined) return;
    const known = places.get(name);
    if (!known) places.set(name, [index]);
    else if (known.at(-1) !== index) known.push(index);
  };
  for (const [index, image] of images.entries())
    for (const name of [image.id, image.key, image.isic_id]) note(name, index);
  const pairs: ImagePair[] = [];
  let unknown = 0;
  for (const [row, names] of rows.entries()) {
    if (names.length < 2) throw new AppError("invalid_input", `row ${row + 1} of the duplicates names no two images`);
    const [lefts, rights] = [places.get(names[0]), places.get(names[1])];
    if (!lefts || !rights) unknown += 1;
    for (const left of lefts ?? []) for (const right of rights ?? []) pairs.push({ left, right });
  }
  return { pairs, unknown };
}
