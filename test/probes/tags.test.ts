import { type ProbeAsked, trainProbe } from "@lesion-atlas/analysis";
import { createCompute } from "@lesion-atlas/compute";
import type { VectorStore } from "@lesion-atlas/core";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type DrawnCase, drawnModel, storeDrawn } from "./drawn-cases.ts";

/** 60 images of 60 lesions: the melanomas are tagged `ruler`, and every image with its part of a split, as a column has it. */
const cases = Array.from({ length: 60 }, (_, i): DrawnCase => {
  const label = i % 3 === 0 ? "mel" : "nv";
  return {
    key: `k${i}`,
    label,
    lesion: `L${i}`,
    record: { extra: { dx: label, split: i % 4 === 0 ? "test" : "train" } },
  };
});

const asked: ProbeAsked = {
  name: "diagnosis",
  labels: { kind: "field", field: "extra.dx" },
  split: { kind: "grouped", seed: 1 },
  fit: { C: 10, classWeight: "none", seed: 1 },
  nearDuplicates: false,
  resamples: 50,
};

const compute = createCompute();
let store: VectorStore;
beforeAll(async () => {
  store = await createEmbeddedStore(":memory:");
  await storeDrawn(store, cases);
  for await (const { id, record } of store.scan()) {
    const { dx, split } = record.extra as { dx: string; split: string };
    await store.setFields([id], { tags: [dx === "mel" ? "ruler" : "looked at", split] });
  }
});
afterAll(async () => {
  await store.close();
  await compute.close();
});
const fit = (changes: Partial<ProbeAsked> = {}) =>
  trainProbe({ store, model: drawnModel, compute }, { ...asked, ...changes });

test("tags tell of artefacts as columns do; those that nobody used say nothing", async () => {
  const { report } = await fit();
  expect(report.confounders.find(({ artefact }) => artefact === "ruler")).toMatchObject({
    column: "fields.tags",
    n: 60,
    classes: [
      { class: "mel", share: 1, auroc: 1 },
      { class: "nv", share: 0, auroc: 0 },
    ],
  });
  expect(report.confounders.find(({ artefact }) => artefact === "gel")).toMatchObject({ column: null, n: 0 });
  expect(report.warnings.some((line) => line.startsWith("ruler (column fields.tags) goes with the label"))).toBe(true);
});

test("tags name the parts of a split as a column does", async () => {
  const byTag = await fit({ split: { kind: "column", field: "fields.tags" } });
  const byColumn = await fit({ split: { kind: "column", field: "extra.split" } });
  expect(byTag.report.split).toMatchObject({ source: "fields.tags", train: { images: 45 }, test: { images: 15 } });
  expect(byTag.assignments).toEqual(byColumn.assignments);
});

test("where tags are the label they are no artefact beside it", async () => {
  const { report } = await fit({ labels: { kind: "tag", tag: "ruler" } });
  expect(report.confounders.find(({ artefact }) => artefact === "ruler")).toMatchObject({ column: null, n: 0 });
});
