import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawnImage } from "../../packages/indexer/test/support/drawn-image.ts";

/** The key of an image of `drawnIsicArchive`. */
export function isicKey(n: number): string {
  return `ISIC_${String(n).padStart(7, "0")}`;
}

/** Row n of the table: two images a lesion, every third image of a woman. */
export function isicRow(n: number): string {
  const sex = n % 3 === 0 ? "female" : "male";
  const [kind, diagnosis] = n % 4 === 0 ? ["Malignant", '"Melanoma, NOS"'] : ["Benign", "Nevus"];
  return `${isicKey(n)},Anonymous,CC-0,${30 + (n % 8) * 5},${sex},${kind},${diagnosis},IL_${String(1_000_000 + (n >> 1))}`;
}

/** Writes an ISIC download of drawn blotches, numbered from 0. @returns the folder */
export async function drawnIsicArchive(folder: string, count: number): Promise<string> {
  mkdirSync(join(folder, "images"), { recursive: true });
  writeIsicTable(folder, count);
  for (let n = 0; n < count; n += 1) {
    writeFileSync(join(folder, "images", `${isicKey(n)}.jpg`), await drawnImage(n, { width: 96, height: 72 }));
  }
  return folder;
}

/** Writes `metadata.csv` for the first `count` images. @param edit changes one row's text */
export function writeIsicTable(folder: string, count: number, edit: (row: string, n: number) => string = (row) => row) {
  const header = "isic_id,attribution,copyright_license,age_approx,sex,diagnosis_1,diagnosis_3,lesion_id";
  const rows = Array.from({ length: count }, (_, n) => edit(isicRow(n), n));
  writeFileSync(join(folder, "metadata.csv"), `${[header, ...rows].join("\n")}\n`);
}
