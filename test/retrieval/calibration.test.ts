import { fitConcept, searchByWords, textConcept, withCalibrations } from "@lesion-atlas/analysis";
import { imageId } from "@lesion-atlas/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { filledStore } from "./filled-store.ts";

/** Streaks become stronger from image to image; the label says yes from two thirds on, with some disorder. */
const count = 120;
const images = Array.from({ length: count }, (_, index) => ({
  key: `image-${index}`,
  words: { skin: 1, streaks: index / count, [`noise${index}`]: 0.2 },
  record: { extra: { streaks: (index + ((index * 7) % 20) - 10 > 80 ? 1 : 0) as 0 | 1 } },
}));
const ports = await filledStore(images);
afterAll(() => ports.close());

const asked = textConcept("streaks");
const label = { field: "extra.streaks" };

describe("a concept fitted on a column", () => {
  beforeAll(async () => {
    await fitConcept(ports, { concept: asked.concept, label });
  });
  const search = async (minPresence?: number) => {
    const concepts = await withCalibrations(ports.catalog, ports.encoder.model, [asked]);
    return searchByWords(ports, { concepts, minPresence, limit: 200 });
  };

  test("is used by later searches, which say so", async () => {
    const answer = await search();
    expect(answer.calibrated).toBe(true);
    expect(answer.hits[0].concepts).toMatchObject([{ name: "streaks", calibrated: true }]);
  });

  test("presence sums up to the labelled positives, and the cut at 0.5 parts the labels", async () => {
    const { hits } = await search();
    const positives = images.filter(({ record }) => record.extra.streaks === 1);
    const sum = hits.reduce((total, { presence }) => total + presence!, 0);
    expect(Math.abs(sum - positives.length)).toBeLessThan(1.5);
    const cut = await search(0.5);
    expect(cut.searched).toBe(count);
    expect(cut.matching).toBe(cut.hits.length);
    const right = cut.hits.filter(({ record }) => record.extra!.streaks === 1).length;
    expect(right / cut.hits.length).toBeGreaterThan(0.75);
    expect(right / positives.length).toBeGreaterThan(0.75);
  });

  test("an image's presence does not change with the filter", async () => {
    const concepts = await withCalibrations(ports.catalog, ports.encoder.model, [asked]);
    const all = await searchByWords(ports, { concepts, limit: 200 });
    const id = imageId("drawn", "image-60");
    const alone = await searchByWords(ports, { concepts, filter: { must: { has_id: [id] } }, limit: 1 });
    expect(alone.hits[0].presence).toBe(all.hits.find((hit) => hit.id === id)!.presence);
  });

  test("other words, other templates and another model are not calibrated by it", async () => {
    const { model } = ports.encoder;
    const others = [textConcept("streaks seen"), { ...asked, concept: { ...asked.concept, templates: ["{} seen"] } }];
    const found = await withCalibrations(ports.catalog, model, others);
    const elsewhere = await withCalibrations(ports.catalog, { ...model, fingerprint: "0".repeat(64) }, [asked]);
    for (const { calibration } of [...found, ...elsewhere]) expect(calibration).toBeUndefined();
    const { calibrated } = await searchByWords(ports, { concepts: found, limit: 1 });
    expect(calibrated).toBe(false);
  });
});

test("a label that the words do not follow is refused, and nothing is kept", async () => {
  const concept = textConcept("feathers").concept;
  const inverted = { field: "extra.streaks", positive: "0" };
  await expect(fitConcept(ports, { concept: asked.concept, label: inverted })).rejects.toMatchObject({
    code: "unsupported",
  });
  await expect(fitConcept(ports, { concept, label: { field: "extra.nothing" } })).rejects.toThrow(/gives 0 and 0/);
  const [feathers] = await withCalibrations(ports.catalog, ports.encoder.model, [textConcept("feathers")]);
  expect(feathers.calibration).toBeUndefined();
});
