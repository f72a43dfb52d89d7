import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Point, VectorStore } from "@lesion-atlas/core";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { readRows } from "../image-vectors/vector-file.ts";
import { pointOf } from "../points/point-of.ts";
import { openQdrant } from "../qdrant/open-qdrant.ts";
import { waitUntilIndexed } from "../qdrant/wait-until-indexed.ts";
import { askedVectors, figureOf, kinds, queryOf, scopes } from "./asked.ts";
import { clinicalColumns } from "./filters.ts";
import type { ExactAnswer } from "./recall.ts";
import { model, setting } from "./setting.ts";

/** Writes the same images to both stores, waits for Qdrant's index, and has the embedded store give the exact answers. */
const batch = 1000;
const vectors = readRows(join(setting.vectors, "stored.f32"), setting.dimensions, 0, setting.images);
const columns = clinicalColumns(vectors);
const pointsFrom = (first: number): Point[] =>
  vectors.slice(first, first + batch).map((values, n) => {
    const { record, vector } = pointOf(first + n, model, values);
    return { record: { ...record, ...columns[first + n] }, vector };
  });

const embedded = await createEmbeddedStore(setting.embedded, { threads: setting.threads });
await embedded.useModel(model);
const embeddedPerS = await fill(embedded);
const answers: Record<string, ExactAnswer[]> = {};
for (const kind of kinds) {
  const asked = askedVectors(kind);
  for (const scope of scopes) {
    const hits = await embedded.search(asked.map((vector) => queryOf(vector, scope)));
    answers[figureOf(kind, scope)] = hits.map((list) => ({ ids: list.map(({ id }) => id), last: list.at(-1)!.dot }));
  }
}
await embedded.close();
writeFileSync(setting.truth, JSON.stringify(answers));

const qdrant = await openQdrant(setting.qdrantUrl);
await qdrant.useModel(model);
const qdrantPerS = await fill(qdrant);
await qdrant.close();
const start = performance.now();
const indexedShare = await waitUntilIndexed(setting.qdrantUrl, setting.images);
console.log(
  JSON.stringify({
    embedded_per_s: embeddedPerS,
    qdrant_per_s: qdrantPerS,
    index_s: (performance.now() - start) / 1000,
    indexed_share: indexedShare,
  }),
);

/** @returns images a second */
async function fill(store: VectorStore): Promise<number> {
  let writingMs = 0;
  for (let first = 0; first < setting.images; first += batch) {
    const points = pointsFrom(first);
    const before = performance.now();
    await store.upsert(points);
    writingMs += performance.now() - before;
  }
  return setting.images / (writingMs / 1000);
}
