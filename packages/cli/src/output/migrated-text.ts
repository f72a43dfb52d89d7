import { researchNotice } from "@lesion-atlas/analysis";
import type { MigrationOutcome } from "@lesion-atlas/store";
import { formatCount, formatDuration } from "./numbers.ts";

/** The answer of `lesion store migrate`. */
export interface MigratedAnswer {
  from: string;
  to: string;
  images: number;
  /** Of these, those that were there before. */
  unchanged: number;
  models: { id: string; fingerprint: string; vectors: number }[];
  /** Documents of each kind. */
  documents: Readonly<Record<string, number>>;
  checked: { images: number; vectors: number; largest_difference: number };
  duration_ms: number;
}

/** An outcome as the answer has it. */
export function outcomeAnswer({
  images,
  unchanged,
  models,
  documents,
  check,
}: MigrationOutcome): Pick<MigratedAnswer, "images" | "unchanged" | "models" | "documents" | "checked"> {
  return {
    images,
    unchanged,
    models: models.map(({ model: { id, fingerprint }, vectors }) => ({ id, fingerprint, vectors })),
    documents: Object.fromEntries(documents),
    checked: { images: check.images, vectors: check.vectors, largest_difference: check.largestDifference },
  };
}

/** What a migration did, for a person. */
export function migratedText(done: MigratedAnswer): string {
  const { from, to, images, unchanged, models, documents, checked, duration_ms } = done;
  const there = unchanged > 0 ? `, ${formatCount(unchanged)} of them were there already` : "";
  const vectors = models.map((model) => `  ${model.id}: ${formatCount(model.vectors)} vectors\n`);
  const kinds = Object.values(documents).reduce((sum, count) => sum + count, 0);
  const difference =
    checked.largest_difference === 0 ? "bit for bit" : `within ${checked.largest_difference.toExponential(1)}`;
  return [
    `Copied ${formatCount(images)} images from ${from} to ${to} in ${formatDuration(duration_ms / 1000)}${there}.\n`,
    ...vectors,
    `  ${formatCount(kinds)} documents\n`,
    `The counts agree; ${formatCount(checked.vectors)} vectors of ${formatCount(checked.images)} images were compared: the same, ${difference}.\n`,
    `${researchNotice}\n`,
  ].join("");
}
