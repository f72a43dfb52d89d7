import { join } from "node:path";
import type { Compute } from "@lesion-atlas/compute";
import type { Encoder, VectorStore } from "@lesion-atlas/core";
import { createEncoder } from "@lesion-atlas/encoder";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { indexForFigures } from "./index-for-figures.ts";
import type { RealArchive } from "./real-rows.ts";
import { type Row, type Table, readTable } from "./tables.ts";

/** The test side: no lesion of these is among the training images. */
export const realArchives = [
  { name: "isic-milk10k-sample", title: "MILK10k, 800 test images" },
  { name: "isic2017-sample", title: "ISIC 2017, 480 images" },
  { name: "ham10000-sample", title: "HAM10000, 712 images" },
] as const;

interface Opening {
  name: string;
  title: string;
  location: string;
  inputs: { shared: string; untrained?: string; measuredLabels: string; scratch: string };
  store: VectorStore;
  encoder: Encoder;
  compute: Compute;
  say: (line: string) => void;
}

/** Indexes a real archive under the demo model, and under the untrained tower where that is at hand. */
export async function openRealArchive(opening: Opening): Promise<RealArchive & { close(): Promise<void> }> {
  const { name, title, location, inputs, store, encoder, compute, say } = opening;
  const { indexed, archive } = await indexForFigures({ store, encoder }, name, location, say);
  const closing: (() => Promise<void>)[] = [() => archive.close()];
  let untrained: RealArchive["untrained"];
  if (inputs.untrained) {
    const tower = await createEncoder(inputs.untrained, { compute });
    const towerStore = await createEmbeddedStore(join(inputs.scratch, "untrained.sqlite"), {});
    await towerStore.useModel(tower.model);
    const opened = await indexForFigures({ store: towerStore, encoder: tower }, name, location, (line) =>
      say(`untrained tower, ${line}`),
    );
    untrained = opened.indexed;
    closing.push(
      () => opened.archive.close(),
      () => towerStore.close(),
      () => tower.close(),
    );
  }
  const rows = joined([
    readTable(join(location, "metadata.csv")) ?? readTable(join(location, "HAM10000_metadata.csv")),
    readTable(join(inputs.shared, "training", "test-labels.csv")),
    readTable(inputs.measuredLabels),
  ]);
  return {
    indexed,
    archive,
    compute,
    rows,
    title,
    untrained,
    async close() {
      for (const close of closing) await close();
    },
  };
}

/** Rows of several tables by image; those of the first decide which images there are, later columns win. */
function joined([first, ...others]: readonly (Table | undefined)[]): Table {
  const rows = new Map<string, Row>();
  for (const [key, row] of first ?? []) {
    rows.set(key, Object.assign({}, row, ...others.map((table) => table?.get(key) ?? {})) as Row);
  }
  return rows;
}
