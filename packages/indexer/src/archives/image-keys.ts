import { countWithExamples } from "../tables/count-with-examples.ts";
import { type Layout, hasImageExtension, isMask, pathStemOf, stemOf } from "./layout.ts";

/** The images of an archive, by key ascending (UTF-16 code units). */
export interface ImageKeys {
  readonly keys: readonly string[];
  /** For each key, the position of its file in the listing. */
  readonly fileOf: Uint32Array;
  readonly warnings: readonly string[];
  /** The position of a key, or -1. */
  indexOf(key: string): number;
  /** The position of the image that a table names by key, file name or path, or -1 where none or several fit. */
  resolve(name: string): number;
}

/**
 * Gives every image its key. Two files that would share one get distinct keys that depend on nothing but the paths: the
 * first path keeps the stem, the others take their path. Keys are in Unicode's composed form (NFC), whatever form the
 * file system keeps names in.
 *
 * @param paths ascending
 * @param root prefix of every path, left out of the keys
 */
export function imageKeys(layout: Layout, paths: readonly string[], root: string): ImageKeys {
  const byKey = new Map<string, number>();
  const clashes: string[] = [];
  let masks = 0;
  for (const [file, path] of paths.entries()) {
    if (!hasImageExtension(path)) continue;
    const inner = path.slice(root.length);
    if (!layout.isImage(inner)) {
      if (isMask(inner)) masks++;
      continue;
    }
    const composed = inner.normalize("NFC");
    const choices = [layout.keyOf(composed), pathStemOf(composed), composed];
    let key = choices.find((choice) => !byKey.has(choice));
    for (let n = 2; key === undefined; n++) if (!byKey.has(`${composed}#${n}`)) key = `${composed}#${n}`;
    if (key !== choices[0]) clashes.push(`${path} is ${key}`);
    byKey.set(key, file);
  }
  const keys = [...byKey.keys()].sort();
  const fileOf = Uint32Array.from(keys, (key) => byKey.get(key)!);
  byKey.clear();
  const warnings: string[] = [];
  if (clashes.length > 0) {
    warnings.push(
      `${countWithExamples("image", clashes)} named like another in a different folder: its path became the key`,
    );
  }
  if (masks > 0) warnings.push(`${masks.toLocaleString("en-US")} segmentation masks or superpixels left out`);

  let byStem: Map<string, number> | undefined;
  const indexOf = (key: string) => binarySearch(keys, key);
  return {
    keys,
    fileOf,
    warnings,
    indexOf,
    resolve(name) {
      const wanted = name
        .trim()
        .normalize("NFC")
        .replaceAll("\\", "/")
        .replace(/^\.?\//, "");
      if (wanted === "") return -1;
      const exact = indexOf(wanted);
      if (exact >= 0) return exact;
      const withoutExtension = indexOf(pathStemOf(wanted));
      if (withoutExtension >= 0) return withoutExtension;
      const stem = stemOf(wanted);
      const byName = indexOf(stem);
      if (byName >= 0) return byName;
      byStem ??= indexByStem(keys);
      return byStem.get(stem) ?? byStem.get(`${stem}_downsampled`) ?? -1;
    },
  };
}

/** Only for keys that are paths, or ISIC 2019's `_downsampled` ones: the others are found without it. */
function indexByStem(keys: readonly string[]): Map<string, number> {
  const byStem = new Map<string, number>();
  for (const [index, key] of keys.entries()) {
    if (!key.includes("/") && !key.endsWith("_downsampled")) continue;
    const stem = stemOf(key);
    byStem.set(stem, byStem.has(stem) ? -1 : index);
  }
  return byStem;
}

function binarySearch(sorted: readonly string[], wanted: string): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] === wanted) return middle;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
