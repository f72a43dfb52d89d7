import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { drawnImage } from "../../../packages/indexer/test/support/drawn-image.ts";
import { temporaryFolder } from "../../../packages/indexer/test/support/temporary-folder.ts";

export function keyOf(n: number): string {
  return `ISIC_${String(n).padStart(7, "0")}`;
}

/** Writes `metadata.csv` with one row a key; `sexOf` says what stands in the column sex. */
export async function writeTable(folder: string, count: number, sexOf: (n: number) => string = evenSex): Promise<void> {
  const rows = Array.from({ length: count }, (_, n) => `${keyOf(n)},A,CC-0,${sexOf(n)},IL_${n % 7}\n`);
  await writeFile(
    join(folder, "metadata.csv"),
    `isic_id,attribution,copyright_license,sex,lesion_id\n${rows.join("")}`,
  );
}

/** An ISIC download of `count` drawn images, in a folder that goes with the test. */
export async function drawnArchive(count: number): Promise<string> {
  const images = await Promise.all(Array.from({ length: count }, (_, n) => drawnImage(n)));
  const folder = await temporaryFolder(Object.fromEntries(images.map((image, n) => [`${keyOf(n)}.jpg`, image])));
  await writeTable(folder, count);
  return folder;
}

export function evenSex(n: number): string {
  return n % 2 === 0 ? "female" : "male";
}
