import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { groupedFolds } from "@lesion-atlas/analysis";
import type { Encoder } from "@lesion-atlas/core";
import { type Row, readTable } from "../../figures/tables.ts";
import type { PaperParts } from "../../packages/analysis/test/probe/torch-answers.ts";

/** Real photographs beside the checkout; a newcomer does not have them. */
export const archivesFolder = fileURLToPath(new URL("../../../shared/archives", import.meta.url));

/** The sets: which archive, and its column of labels. */
export const realSets = [
  { title: "HAM10000 sample, dx", folder: "ham10000-sample", table: "HAM10000_metadata.csv", label: "dx" },
  { title: "MILK10k sample, diagnosis_1", folder: "isic-milk10k-sample", table: "metadata.csv", label: "diagnosis_1" },
  { title: "ISIC 2017 sample, diagnosis_1", folder: "isic2017-sample", table: "metadata.csv", label: "diagnosis_1" },
] as const;

/** A class with fewer images does not take part. */
const fewestOfClass = 10;
const batch = 32;

/**
 * The vectors of an archive's images in three parts without a common lesion: of twenty folds eight train, three choose
 * the epoch, and nine test.
 */
export async function realParts(encoder: Encoder, set: (typeof realSets)[number]): Promise<PaperParts> {
  const folder = join(archivesFolder, set.folder);
  const rows = [...(readTable(join(folder, set.table)) ?? [])].filter(([, row]) => row[set.label]);
  const counts = Map.groupBy(rows, ([, row]) => row[set.label]);
  const classes = [...counts.keys()].filter((name) => counts.get(name)!.length >= fewestOfClass).sort();
  const kept = rows.filter(([, row]) => classes.includes(row[set.label]));
  const names = kept.map(([, row]) => row[set.label]);
  const foldOf = groupedFolds(names, kept.map(groupOf), { folds: 20, seed: 42 });
  const vectors: Float32Array[] = [];
  for (let first = 0; first < kept.length; first += batch) {
    const images = kept.slice(first, first + batch).map(async ([key]) => {
      return (await encoder.preprocess(await readFile(imageFile(folder, key)))).tensor;
    });
    vectors.push(...(await encoder.encodeImages(await Promise.all(images), { lane: "bulk" })));
  }
  const part = (takes: (fold: number) => boolean) => {
    const chosen = [...foldOf.keys()].filter((row) => takes(foldOf[row]));
    return {
      features: Float32Array.from(chosen.flatMap((row) => [...vectors[row]])),
      labels: Int32Array.from(chosen, (row) => classes.indexOf(names[row])),
    };
  };
  return {
    dimensions: encoder.model.dimensions,
    classes: classes.length,
    train: part((fold) => fold < 8),
    validation: part((fold) => fold >= 8 && fold < 11),
    test: part((fold) => fold >= 11),
  };
}

function groupOf([key, row]: readonly [string, Row]): string {
  return row.lesion_id || key;
}

function imageFile(folder: string, key: string): string {
  const candidates = [join(folder, "images", `${key}.jpg`), join(folder, `${key}.jpg`)];
  const parts = ["HAM10000_images_part_1", "HAM10000_images_part_2"].map((name) => join(folder, name, `${key}.jpg`));
  const found = [...candidates, ...parts].find((file) => existsSync(file));
  if (!found) throw new Error(`no image of ${key} in ${folder}`);
  return found;
}
