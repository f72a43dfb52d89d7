import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ProbeAsked,
  classifyStored,
  deleteProbe,
  findProbe,
  keepProbe,
  listProbes,
  probeClassifier,
  probeReportSchema,
  trainProbe,
} from "@lesion-atlas/analysis";
import { createCompute } from "@lesion-atlas/compute";
import type { VectorStore } from "@lesion-atlas/core";
import {
  createEmbeddedCatalog,
  createEmbeddedStore,
  createQdrantCatalog,
  createQdrantStore,
} from "@lesion-atlas/store";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasQdrant, needsQdrant } from "../support/qdrant/needs-qdrant.ts";
import { startQdrant } from "../support/qdrant/start-qdrant.ts";
import { hasShared, needsShared, sharedFolder } from "../support/shared.ts";
import { type DrawnCase, drawnModel, storeDrawn } from "./drawn-cases.ts";

const compute = createCompute();
afterAll(() => compute.close());

const asked: ProbeAsked = {
  name: "diagnosis",
  labels: { kind: "field", field: "extra.dx" },
  split: { kind: "grouped", seed: 1 },
  fit: { C: 10, classWeight: "none", seed: 1 },
  nearDuplicates: false,
  resamples: 100,
};

/** 120 images of 60 lesions, two classes; 12 without a label, 3 of a class that is too rare. */
const cases: DrawnCase[] = [
  ...Array.from({ length: 120 }, (_, i): DrawnCase => {
    const lesion = Math.floor(i / 2);
    const label = lesion % 3 === 0 ? "mel" : "nv";
    const record = {
      sex: i % 2 === 0 ? "female" : undefined,
      copyright_license: i % 2 === 0 ? "CC-BY-NC" : "CC-0",
      extra: { dx: label, iddx_full: label, hair: label === "mel", split: i % 4 === 0 ? "test" : "train" },
    };
    return { key: `k${i}`, label, lesion: `L${lesion}`, record };
  }),
  ...Array.from({ length: 12 }, (_, i): DrawnCase => ({ key: `none${i}`, label: "nv", lesion: `N${i}` })),
  ...Array.from({ length: 3 }, (_, i): DrawnCase => ({
    key: `rare${i}`,
    label: "df",
    lesion: `R${i}`,
    record: { extra: { dx: "df" } },
  })),
];

let store: VectorStore;
beforeAll(async () => {
  store = await createEmbeddedStore(":memory:");
  await storeDrawn(store, cases);
});
afterAll(() => store.close());
const ports = () => ({ store, model: drawnModel, compute });

describe("a probe from stored vectors", () => {
  test("counts what it leaves out and never guesses a label", async () => {
    const { report, assignments } = await trainProbe(ports(), asked);
    expect(report.labels).toMatchObject({
      images: 120,
      unlabelled: 12,
      rare: [{ class: "df", n: 3 }],
      classes: ["mel", "nv"],
    });
    expect(assignments.length).toBe(120);
    expect(report.leak).toMatchObject({ leaking: 0, share: 0 });
    expect(report.leak.without_relatives).toBeUndefined();
    expect(report.training.license).toEqual({ strictest: "CC-BY-NC", unstated: 0 });
    expect(report.split.train.images + report.split.val.images + report.split.test.images).toBe(120);
    expect(probeReportSchema.parse(JSON.parse(JSON.stringify(report)))).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test("a random split leaks, and the report says how much and what it is worth", async () => {
    const { report } = await trainProbe(ports(), { ...asked, split: { kind: "random", seed: 1 } });
    const { leak, warnings } = report;
    expect(leak.leaking).toBeGreaterThan(0.5 * leak.test);
    expect(leak.without_relatives!.removed).toBeGreaterThanOrEqual(leak.leaking);
    expect(leak.without_relatives!.gain.accuracy.value).toBeGreaterThan(0);
    expect(warnings[0]).toContain(`${leak.leaking} of ${leak.test} test images`);
  });

  test("a column's split is taken as it is, with its leakage", async () => {
    const { report } = await trainProbe(ports(), { ...asked, split: { kind: "column", field: "extra.split" } });
    expect(report.split).toMatchObject({
      kind: "column",
      source: "extra.split",
      train: { images: 90 },
      test: { images: 30 },
    });
    expect(report.leak.leaking).toBe(30);
  });

  test("tells subgroups, those that do not say as one of their own, and what goes with the label", async () => {
    const { report } = await trainProbe(ports(), {
      ...asked,
      split: { kind: "grouped", shares: { train: 0.5, val: 0, test: 0.5 } },
    });
    const sexes = report.subgroups.filter(({ by }) => by === "sex");
    expect(sexes.map(({ value, n, enough }) => [value, n >= 20, enough])).toEqual([
      ["female", true, true],
      [null, true, true],
    ]);
    const hair = report.confounders.find(({ artefact }) => artefact === "hair")!;
    expect(hair.classes.map(({ share, auroc }) => [share, auroc])).toEqual([
      [1, 1],
      [0, 0],
    ]);
    expect(report.warnings.some((line) => line.startsWith("hair (column extra.hair) goes with the label"))).toBe(true);
    expect(report.confounders.find(({ artefact }) => artefact === "ruler")).toMatchObject({ column: null, n: 0 });
  });

  test("refuses labels that give the diagnosis away unless it is forced to take them", async () => {
    await expect(trainProbe(ports(), { ...asked, labels: { kind: "field", field: "lesion_id" } })).rejects.toThrow(
      /lesion_id names the image/,
    );
    for (const field of ["extra.iddx_full", "extra.tbp_lv_dnn_lesion_confidence", "mel_thick_mm", "extra.MONET_hair"]) {
      await expect(trainProbe(ports(), { ...asked, labels: { kind: "field", field } })).rejects.toMatchObject({
        code: "invalid_input",
      });
    }
    const labels = { kind: "field", field: "extra.iddx_full" } as const;
    const forced = await trainProbe(ports(), { ...asked, labels, force: true });
    expect(forced.report.labels.forced).toBe(true);
  });

  test("several labels an image: yes and no columns, each judged by itself", async () => {
    const { report, probe } = await trainProbe(ports(), {
      ...asked,
      labels: { kind: "columns", fields: ["extra.hair"] },
      fewestOfClass: 5,
    });
    expect(report.labels).toMatchObject({ multi_label: true, classes: ["hair"], images: 120, unlabelled: 15 });
    expect(probe.link).toBe("sigmoid");
    expect(report.metrics.confusion).toBeUndefined();
    expect(report.metrics.auroc.value).toBeGreaterThan(0.6);
    const classifier = probeClassifier({ name: "hair", version: 1, probe, report }, drawnModel);
    const results = [];
    for await (const result of classifyStored(store, classifier, { field: "seen" })) results.push(result);
    const hairy = results.find(({ labels }) => labels?.includes("hair"))!;
    const bare = results.find(({ labels }) => labels?.length === 0)!;
    const [one, other] = await store.get([hairy.image, bare.image]);
    expect([one!.fields.seen, other!.fields.seen]).toEqual([["hair"], "none of them"]);
  });

  test("curves for fewer images rise to the whole training part", async () => {
    const { report } = await trainProbe(ports(), { ...asked, curves: true });
    const { few_shot, learning, seeds } = report.curves!;
    expect(seeds).toEqual([1, 2, 3, 4, 5]);
    expect(few_shot!.map(({ shots }) => shots)).toEqual([1, 2, 4, 8, 16]);
    expect(learning.at(-1)).toMatchObject({ share: 1, images: report.training.images });
    expect(learning.at(-1)!.balanced_accuracy.value).toBeCloseTo(report.metrics.balanced_accuracy.value!, 9);
  });

  test("the same seed gives the same probe", async () => {
    const [one, two] = [await trainProbe(ports(), asked), await trainProbe(ports(), asked)];
    expect(one.probe).toEqual(two.probe);
    expect(one.report.metrics).toEqual(two.report.metrics);
  });
});

describe("a kept probe", () => {
  test("has versions, predicts, writes fields and refuses vectors of another model", async () => {
    const catalog = await createEmbeddedCatalog(":memory:");
    const trained = await trainProbe(ports(), asked);
    expect((await keepProbe(catalog, trained)).version).toBe(1);
    const [second, third] = await Promise.all([keepProbe(catalog, trained), keepProbe(catalog, trained)]);
    expect([second.version, third.version].sort()).toEqual([2, 3]);
    const found = await findProbe(catalog, "diagnosis");
    expect(found.version).toBe(3);
    expect(found.probe).toEqual(trained.probe);
    expect((await listProbes(catalog)).map(({ version }) => version)).toEqual([1, 2, 3]);

    const classifier = probeClassifier(found, drawnModel);
    const filter = { must: { key: "extra.dx", match: { value: "mel" } } };
    const results = [];
    for await (const result of classifyStored(store, classifier, { filter, field: "guess" })) results.push(result);
    expect(results.length).toBe(40);
    const written = (await store.get([results[0].image]))[0]!.fields;
    expect(written.guess).toBe(results[0].predicted);
    const labels = { kind: "field", field: "fields.guess" } as const;
    await expect(trainProbe(ports(), { ...asked, labels })).rejects.toThrow(/was written by a classifier/);

    expect(() => probeClassifier(found, { id: "other", fingerprint: "e".repeat(64) })).toThrow(/model drawn/);
    expect(await deleteProbe(catalog, "diagnosis@2")).toBe(1);
    expect(await deleteProbe(catalog, "diagnosis")).toBe(2);
    await expect(findProbe(catalog, "diagnosis")).rejects.toMatchObject({ code: "not_found" });
    await catalog.close();
  });
});

describe.skipIf(!hasQdrant)(`from a real Qdrant${needsQdrant}`, () => {
  test("the same probe and report as from SQLite, and kept there", async () => {
    const server = await startQdrant();
    const place = { url: server.url, prefix: `probe-${randomUUID()}` };
    const [qdrant, catalog] = [await createQdrantStore(place), await createQdrantCatalog(place)];
    await storeDrawn(qdrant, cases);
    const there = await trainProbe({ store: qdrant, model: drawnModel, compute }, asked);
    const here = await trainProbe(ports(), asked);
    expect(there.assignments).toEqual(here.assignments);
    expect(there.report.training).toEqual(here.report.training);
    expect(there.report.metrics.accuracy.value).toBeCloseTo(here.report.metrics.accuracy.value!, 6);
    await keepProbe(catalog, there);
    expect((await findProbe(catalog, "diagnosis@1")).probe).toEqual(there.probe);
    expect(await deleteProbe(catalog, "diagnosis")).toBe(1);
    await Promise.all([qdrant.close(), catalog.close()]);
    await server.stop();
  });
});

describe.skipIf(!hasShared)(`the HAM10000 sample${needsShared}`, () => {
  test("leaks under a random split, which is worth something, and not under a grouped one", async () => {
    const table = readFileSync(join(sharedFolder, "archives/ham10000-sample/HAM10000_metadata.csv"));
    const rows = parse(table, { columns: true }) as Record<string, string>[];
    const ham = await createEmbeddedStore(":memory:");
    await storeDrawn(
      ham,
      rows.map((row) => ({
        key: row.image_id,
        label: row.dx,
        lesion: row.lesion_id,
        record: { extra: { dx: row.dx } },
      })),
      "ham10000",
    );
    const of = async (kind: "grouped" | "random") =>
      (
        await trainProbe(
          { store: ham, model: drawnModel, compute },
          { ...asked, nearDuplicates: undefined, split: { kind, seed: 3 } },
        )
      ).report;
    const [grouped, random] = [await of("grouped"), await of("random")];
    expect(grouped.labels.images).toBe(712);
    expect(grouped.leak.leaking).toBe(0);
    expect(random.leak.share).toBeGreaterThan(0.15);
    expect(random.leak.without_relatives!.gain.balanced_accuracy.value).toBeGreaterThan(0);
    await ham.close();
  });
});
