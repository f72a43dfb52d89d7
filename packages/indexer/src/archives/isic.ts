import { clinicalRecord } from "./clinical-cells.ts";
import { plainColumn } from "./join-tables.ts";
import { type Layout, hasImageExtension, isMask, stemOf } from "./layout.ts";
import { isRootTable } from "./listing.ts";

const idColumns = ["isic_id", "image", "image_name", "image_id"];

/**
 * A download of the ISIC Archive (flat or with `images/`, old and new site columns) or the files of one of its
 * challenges: images named `ISIC_1234567` with `metadata.csv`, or the challenge's own tables.
 */
export const isicLayout: Layout = {
  name: "isic",
  idColumns,
  async detect({ paths, header }) {
    if ((await header("metadata.csv")).includes("isic_id")) return 1;
    const images = paths.filter((path) => hasImageExtension(path) && !isMask(path));
    const named = images.filter((path) => isicIdOf(stemOf(path)) !== undefined).length;
    if (named === 0 || named < 0.9 * images.length) return 0;
    for (const table of paths.filter(isChallengeTable)) {
      if ((await header(table)).some((column) => idColumns.includes(plainColumn(column)))) return 0.9;
    }
    return 0.6;
  },
  isImage: (path) => !path.startsWith("supplements/") && !isMask(path),
  tables: (paths) => [
    ...paths.filter((path) => path === "metadata.csv"),
    ...paths.filter(isChallengeTable),
    ...paths.filter((path) => /^supplements\/[^/]+\.csv$/i.test(path)),
  ],
  keyOf: stemOf,
  record(cells, { key }) {
    const isicId = cells.get("isic_id") ?? isicIdOf(key);
    return { ...(isicId ? { isic_id: isicId } : {}), ...clinicalRecord(cells) };
  },
};

function isChallengeTable(path: string): boolean {
  return isRootTable(path) && /^(isic|milk10k|train-metadata|test-metadata)/i.test(path);
}

/** The archive's id in a file's name, which ISIC 2019 may end in `_downsampled`. */
function isicIdOf(stem: string): string | undefined {
  return /^(ISIC_\d{7})(_downsampled)?$/.exec(stem)?.[1];
}
