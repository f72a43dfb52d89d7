import { cutOfBestF1, fitConcept, presenceDistribution, textConcept, withCalibrations } from "@lesion-atlas/analysis";
import { afterAll, expect, test } from "vitest";
import { filledStore } from "./filled-store.ts";

/** A quarter has clear streaks, the rest has next to none. */
const images = Array.from({ length: 200 }, (_, index) => ({
  key: `image-${index}`,
  words: { skin: 1, streaks: index % 4 === 0 ? 1 + index / 1000 : index / 2000 },
  record: { extra: { streaks: index % 4 === 0 }, sex: index < 100 ? "male" : "female" },
}));
const ports = await filledStore(images);
afterAll(() => ports.close());
const asked = textConcept("streaks");

test("without a calibration the cut parts the two heaps, and says how many pass", async () => {
  const answer = await presenceDistribution(ports, { concepts: [asked], bins: 20 });
  expect(answer).toMatchObject({ calibrated: false, searched: 200, exact: true });
  expect(answer.histogram).toHaveLength(20);
  expect(answer.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(200);
  expect(answer.suggested).toMatchObject({ basis: "two_groups", matching: 50 });
  for (const { from, to } of answer.histogram) expect(from).toBeLessThan(to);
});

test("under a filter the counts are of the filter, and a given cut is counted exactly", async () => {
  const filter = { must: { key: "sex", match: { value: "male" } } };
  const { suggested } = await presenceDistribution(ports, { concepts: [asked] });
  const answer = await presenceDistribution(ports, { concepts: [asked], filter, minPresence: suggested!.presence });
  expect(answer).toMatchObject({ searched: 100, matching: 25 });
  const none = { must: { key: "sex", match: { value: "other" } } };
  const empty = await presenceDistribution(ports, { concepts: [asked], filter: none });
  expect(empty).toMatchObject({ searched: 0, suggested: undefined });
});

test("with a calibration the cut is that of the best expected F1", async () => {
  await fitConcept(ports, { concept: asked.concept, label: { field: "extra.streaks" } });
  const concepts = await withCalibrations(ports.catalog, ports.encoder.model, [asked]);
  const answer = await presenceDistribution(ports, { concepts });
  expect(answer).toMatchObject({ calibrated: true, suggested: { basis: "expected_f1", matching: 50 } });
});

test("expected F1 by hand: 10 images of presence 0.9 and 90 of 0.1 are cut between", () => {
  const logit9 = Math.log(9);
  const histogram = { low: -logit9 - 1, high: logit9 + 1, counts: [0, 90, 0, 0, 0, 10, 0] };
  const cut = cutOfBestF1(histogram, 0);
  expect(cut?.minimum).toBeGreaterThan(0);
  expect(cut?.minimum).toBeLessThanOrEqual(logit9);
});
