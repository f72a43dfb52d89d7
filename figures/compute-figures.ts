import { existsSync } from "node:fs";
import { join } from "node:path";
import type { FigureRow, Figures } from "./figures-file.ts";
import { type IndexedArchive } from "./scores.ts";
import { indexForFigures } from "./index-for-figures.ts";
import { type Measures, readMeasures } from "./measures.ts";
import { openProduct } from "./open-product.ts";
import { drawPhantoms, measurePhantoms, phantomRow, phantomSets } from "./phantom-rows.ts";
import { type RealArchive, baselineFeatures, groupRow, measureQueries, probeRow, unseenRow } from "./real-rows.ts";
import { type FoundCopies, recallAtOne, searchWithCopies } from "./recall-of-copies.ts";
import { duplicatePairsRow } from "./duplicate-pairs.ts";
import { openRealArchive, realArchives } from "./real-archives.ts";
import type { MeasuredQuery } from "./text-queries.ts";

export interface FigureInputs {
  /** Folder with `archives/` and `training/test-labels.csv`. */
  shared: string;
  /** Model folder of the demo model. */
  model: string;
  /** Model folder of the image tower before training. */
  untrained?: string;
  /** The demo archive. */
  examples: string;
  measuredLabels: string;
  /** Folder for stores and phantoms, kept from run to run. */
  scratch: string;
}

/** Names of the recalled copies in the table. */
const copyTitles: Readonly<Record<string, string>> = {
  rotation_90: "90-degree rotation",
  mirror: "mirror image",
  crop_80: "80 % crop",
  side_224: "224-pixel copy",
  jpeg_50: "JPEG copy of quality 50",
};

/**
 * Computes every figure with the product's own pipeline, store and search.
 *
 * @param say progress, a line at a time
 * @throws Error naming what is missing
 */
export async function computeFigures(inputs: FigureInputs, say: (line: string) => void): Promise<Figures> {
  const measures = readMeasures();
  const product = await openProduct(inputs.model, inputs.scratch);
  const { compute, encoder, store } = product;
  const rows: FigureRow[] = [];
  const queries: Figures["queries"] = {};
  const leftOut: string[] = [];
  const copies: FoundCopies[] = [];
  const unseen: MeasuredQuery[] = [];
  const recall = async (indexed: IndexedArchive, archive: RealArchive["archive"]) =>
    searchWithCopies(indexed, archive, (done) => say(`${indexed.name}: ${done} of ${indexed.groups.size} copied`));
  try {
    for (const { name, title } of realArchives) {
      const location = join(inputs.shared, "archives", name);
      if (!existsSync(location)) throw new Error(`${location} is missing: give --shared FOLDER`);
      const real = await openRealArchive({ name, title, location, inputs, store, encoder, compute, say });
      const measured = await measureQueries(real, measures.queries);
      queries[name] = [...measured.values()].map(({ figure }) => figure);
      unseen.push(...measured.values());
      say(`${name}: training the baselines`);
      const features = await baselineFeatures(real);
      rows.push(...(await groupRows(measures, real, measured, features)), ...(await probes(measures, real, features)));
      if (name === "isic2017-sample") rows.push(await duplicatePairsRow(real.indexed));
      copies.push(await recall(real.indexed, real.archive));
      await real.close();
    }
    rows.push(unseenRow(measures, unseen, "MILK10k and ISIC 2017 test images"));
    rows.push(...recallRows(measures, copies, "all real test images, each searched in its archive", true));

    const demo = await indexForFigures({ store, encoder }, "demo", inputs.examples, say);
    rows.push(
      ...recallRows(measures, [await recall(demo.indexed, demo.archive)], "the demo archive (phantoms)", false),
    );
    await demo.archive.close();

    for (const set of phantomSets) {
      const folder = join(inputs.scratch, `phantoms-${set.style}`);
      await drawPhantoms(folder, set, say);
      const { indexed, archive } = await indexForFigures({ store, encoder }, `phantoms-${set.style}`, folder, say);
      const { measured, leftOut: few } = await measurePhantoms(indexed, folder, measures.phantom_queries);
      queries[indexed.name] = measured.map(({ figure }) => figure);
      leftOut.push(...few);
      const floor = set.style === "B" ? (measures.floors.phantom_style_b_mean as number) : undefined;
      rows.push(phantomRow(set.style, measured, floor));
      await archive.close();
    }
    return {
      about:
        "Written by `npm run figures`. Intervals: 95 %, 1,000 bootstrap samples of lesions. Text queries are ordered as by " +
        "`lesion search`; the baselines are trained on the same labels, out of fold by lesion, the text queries are not.",
      model: encoder.model.id,
      fingerprint: encoder.model.fingerprint,
      rows,
      queries,
      left_out: leftOut,
    };
  } finally {
    await product.close();
  }
}

async function groupRows(
  { floors }: Measures,
  { indexed, title, compute }: RealArchive,
  measured: ReadonlyMap<{ group: string; id: string }, MeasuredQuery>,
  features: Awaited<ReturnType<typeof baselineFeatures>>,
): Promise<FigureRow[]> {
  const inGroup = (group: string) =>
    [...measured].flatMap(([query, figure]) => (query.group === group || query.id === group ? [figure] : []));
  const lines = [
    { id: "image_type", group: "image_type", measure: "AUROC, image type", floor: floors.image_type },
    { id: "hair", group: "hair", measure: "AUROC, hair (MONET's score)", floor: floors.hair },
    {
      id: "monet_mean",
      group: "monet",
      measure: "mean AUROC, 7 MONET concepts (another model's scores)",
      floor: floors.monet_mean,
    },
    {
      id: "structure_mean",
      group: "structure",
      measure: "mean AUROC, 5 structures rated by experts",
      floor: floors.structure_mean,
    },
    {
      id: "measured_mean",
      group: "measured",
      measure: "mean AUROC, measured shapes and colours",
      floor: floors.measured_mean,
    },
    { id: "diagnosis_mean", group: "diagnosis", measure: "mean AUROC, diagnoses", floor: undefined },
    { id: "malignancy_mean", group: "malignancy", measure: "mean AUROC, malignant and benign", floor: undefined },
  ] as const;
  const rows: FigureRow[] = [];
  for (const { id, group, measure, floor } of lines) {
    const queries = inGroup(group);
    if (queries.length === 0) continue;
    const line = { id: `${id}_${indexed.name}`, measure, data: title, floor: floor as number | undefined };
    rows.push(await groupRow(line, queries, features, compute));
  }
  return rows;
}

async function probes(
  { floors }: Measures,
  real: RealArchive,
  features: Awaited<ReturnType<typeof baselineFeatures>>,
): Promise<FigureRow[]> {
  const measure = "balanced accuracy, linear probe on diagnosis";
  if (real.indexed.name === "isic-milk10k-sample") {
    const line = { id: "probe_milk10k", measure, data: real.title };
    return [await probeRow(line, real, "diagnosis", features, floors.probe_over_colour_histogram as number)];
  }
  if (real.indexed.name === "ham10000-sample") {
    return [await probeRow({ id: "probe_ham10000", measure, data: real.title }, real, "dx", features)];
  }
  return [];
}

function recallRows({ floors }: Measures, found: readonly FoundCopies[], data: string, real: boolean): FigureRow[] {
  const wanted = floors.recall_at_1 as Record<string, number>;
  return Object.entries(recallAtOne(found)).map(([kind, demo]) => ({
    id: `recall_${kind}_${real ? "real" : "demo_archive"}`,
    measure: `recall@1 of an image by its ${copyTitles[kind]}`,
    data,
    real,
    demo,
    floor: wanted[kind],
  }));
}
