import type { Compute } from "@lesion-atlas/compute";
import type { Archive } from "@lesion-atlas/core";
import { colourHistogram } from "./colour-histogram.ts";
import type { Figure, FigureRow } from "./figures-file.ts";
import { vectorsOf } from "./index-for-figures.ts";
import { labelsOf } from "./labels.ts";
import type { Measures, TextQuery } from "./measures.ts";
import { type IndexedArchive, aurocAmong } from "./scores.ts";
import type { Table } from "./tables.ts";
import { type MeasuredQuery, meanOfQueries, measureQuery } from "./text-queries.ts";
import { outOfFold, probeAccuracy } from "./trained-baseline.ts";

/** A real archive with what is known of its images, and the features that the baselines are trained on. */
export interface RealArchive {
  indexed: IndexedArchive;
  archive: Archive;
  /** Where the baselines are trained. */
  compute: Compute;
  rows: Table;
  /** What the table in the README calls it. */
  title: string;
  /** The ImageNet tower's features of an image; undefined where that tower is not at hand. */
  untrained?: IndexedArchive;
}

export type BaselineName = "colour" | "untrained";

/** Features of the baselines by key, computed once an archive. */
export async function baselineFeatures({
  archive,
  indexed,
  untrained,
}: RealArchive): Promise<Partial<Record<BaselineName, Map<string, Float32Array>>>> {
  const keys = [...indexed.groups.keys()];
  const colour = new Map<string, Float32Array>();
  for (const key of keys) colour.set(key, await colourHistogram(await archive.bytes(key)));
  if (!untrained) return { colour };
  const vectors = await vectorsOf(untrained, keys);
  return { colour, untrained: new Map(keys.map((key, index) => [key, vectors[index]])) };
}

/** Every text query of one archive. */
export async function measureQueries(
  real: RealArchive,
  queries: readonly TextQuery[],
): Promise<Map<TextQuery, MeasuredQuery>> {
  const measured = new Map<TextQuery, MeasuredQuery>();
  for (const query of queries) {
    if (!query.archives.includes(real.indexed.name)) continue;
    measured.set(query, await measureQuery(real.indexed, { ...query, labels: labelsOf(query.label, real.rows) }));
  }
  return measured;
}

/** The mean of a group of queries as a line of the table, with the baselines trained for the same labels. */
export async function groupRow(
  line: Pick<FigureRow, "id" | "measure" | "data" | "floor">,
  queries: readonly MeasuredQuery[],
  features: Partial<Record<BaselineName, Map<string, Float32Array>>>,
  compute: Compute,
): Promise<FigureRow> {
  const baselines: [string, Figure][] = [];
  for (const [name, byKey] of Object.entries(features)) {
    const trained: MeasuredQuery[] = [];
    for (const query of queries) trained.push(await trainedQuery(query, byKey, compute));
    baselines.push([name, meanOfQueries(trained)]);
  }
  return { ...line, real: true, demo: meanOfQueries(queries), chance: 0.5, ...Object.fromEntries(baselines) };
}

/** What phrases that no caption contains lose against the text and its synonyms. */
export function unseenRow(measures: Measures, queries: readonly MeasuredQuery[], data: string): FigureRow {
  const losses = queries.flatMap(({ figure: { unseen } }) => (unseen ? [unseen.synonyms - unseen.auroc] : []));
  return {
    id: "unseen_loss",
    measure: `AUROC lost by ${losses.length} phrases that no caption contains`,
    data,
    real: true,
    demo: { value: losses.reduce((sum, loss) => sum + loss, 0) / losses.length },
    floor: measures.floors.unseen_loss_at_most as number,
    atMost: true,
  };
}

/** Balanced accuracy of a linear probe on a column, beside the same probe on the baselines' features. */
export async function probeRow(
  line: Pick<FigureRow, "id" | "measure" | "data">,
  real: RealArchive,
  column: string,
  features: Partial<Record<BaselineName, Map<string, Float32Array>>>,
  over?: number,
): Promise<FigureRow> {
  const keys = [...real.indexed.groups.keys()].filter((key) => (real.rows.get(key)?.[column] ?? "") !== "");
  const labels = keys.map((key) => real.rows.get(key)![column]);
  const groups = keys.map((key) => real.indexed.groups.get(key)!);
  const figureOf = async (rows: readonly Float32Array[]): Promise<Figure> => {
    const { value, interval } = await probeAccuracy(real.compute, rows, labels, groups);
    return { value, interval };
  };
  const demo = await figureOf(await vectorsOf(real.indexed, keys));
  const baselines: Partial<Record<BaselineName, Figure>> = {};
  for (const [name, byKey] of Object.entries(features)) {
    baselines[name as BaselineName] = await figureOf(keys.map((key) => byKey.get(key)!));
  }
  const floor = over !== undefined && baselines.colour ? baselines.colour.value + over : undefined;
  return { ...line, real: true, demo, floor, chance: 1 / new Set(labels).size, ...baselines };
}

async function trainedQuery(
  { figure, cases }: MeasuredQuery,
  byKey: Map<string, Float32Array>,
  compute: Compute,
): Promise<MeasuredQuery> {
  const labels = cases.positive.map((positive) => (positive ? "yes" : "no"));
  const { classes, probabilities } = await outOfFold(
    compute,
    cases.keys.map((key) => byKey.get(key)!),
    labels,
    cases.groups,
  );
  const scores = probabilities.map((row) => row[classes.indexOf("yes")]);
  const everyCase = scores.map((_, index) => index);
  return { figure: { ...figure, value: aurocAmong(scores, cases.positive, everyCase) }, cases, scores };
}
