import { join } from "node:path";
import { generateArchive } from "@lesion-atlas/phantom";
import type { FigureRow } from "./figures-file.ts";
import { phantomLabels } from "./labels.ts";
import type { PhantomQuery } from "./measures.ts";
import type { IndexedArchive } from "./scores.ts";
import { readTable } from "./tables.ts";
import { type MeasuredQuery, meanOfQueries, measureQuery } from "./text-queries.ts";

/** Phantoms of each style, each feature drawn on its own, with seeds that no training used. */
export const phantomSets = [
  { style: "A", count: 600, seed: 900_001 },
  { style: "B", count: 600, seed: 900_002 },
] as const;

/** Fewest images of each class for a figure. */
const fewest = 20;

/** Draws the phantoms of a set into a folder, unless they lie there. */
export async function drawPhantoms(
  folder: string,
  set: (typeof phantomSets)[number],
  say: (line: string) => void,
): Promise<void> {
  await generateArchive(
    folder,
    { ...set, independent: true, planted: "none", masks: false },
    { onProgress: ({ done, total }) => say(`phantoms of style ${set.style}: ${done} of ${total} drawn`) },
  );
}

/** Every phantom query with enough phantoms of each class, and the sentences on those without. */
export async function measurePhantoms(
  indexed: IndexedArchive,
  folder: string,
  queries: readonly PhantomQuery[],
): Promise<{ measured: MeasuredQuery[]; leftOut: string[] }> {
  const concepts = readTable(join(folder, "truth", "concepts.csv"))!;
  const measured: MeasuredQuery[] = [];
  const leftOut: string[] = [];
  for (const query of queries) {
    const labels = phantomLabels(query, concepts);
    const positives = [...labels.values()].filter(Boolean).length;
    const negatives = labels.size - positives;
    if (Math.min(positives, negatives) < fewest) {
      leftOut.push(`${indexed.name}: ${query.text} is present in ${positives} and absent in ${negatives} phantoms`);
      continue;
    }
    measured.push(await measureQuery(indexed, { id: query.id, text: query.text, synonyms: [], labels }));
  }
  return { measured, leftOut };
}

export function phantomRow(style: "A" | "B", measured: readonly MeasuredQuery[], floor?: number): FigureRow {
  return {
    id: `phantom_style_${style.toLowerCase()}`,
    measure: `mean AUROC of ${measured.length} concepts`,
    data: style === "A" ? "phantoms of style A, not trained on" : "phantoms of style B, another renderer",
    real: false,
    demo: meanOfQueries(measured),
    floor,
    chance: 0.5,
  };
}
