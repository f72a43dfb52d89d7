import { expect, test } from "vitest";
import { resolveArchiveOptions } from "../src/archive/archive-options.ts";
import { planImages } from "../src/archive/plan-images.ts";

const plans = [...planImages(resolveArchiveOptions({ count: 3000, seed: 11 }))];
const ordinary = plans.filter((plan) => !plan.planted.some((fault) => fault.fault === "duplicate"));

function countsBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  return counts;
}

test("every number is planned once, in order", () => {
  expect(plans.map((plan) => plan.isicId)).toEqual(plans.map((_, at) => `ISIC_${String(at).padStart(7, "0")}`));
});

test("patients have one to six lesions, lesions one to four images", () => {
  const images = [...countsBy(ordinary, (plan) => plan.lesionId).values()];
  const pairs = new Set(ordinary.map((plan) => `${plan.patientId}/${plan.lesionId}`));
  const lesions = [...countsBy([...pairs], (pair) => pair.split("/")[0]).values()];
  expect([Math.min(...images), Math.max(...images)]).toEqual([1, 4]);
  expect([Math.min(...lesions), Math.max(...lesions)]).toEqual([1, 6]);
});

test("the views of a lesion share skin and lesion and differ in camera and place", () => {
  const byLesion = new Map<string, typeof plans>();
  for (const plan of ordinary) byLesion.set(plan.lesionId, [...(byLesion.get(plan.lesionId) ?? []), plan]);
  for (const [first, second] of byLesion.values()) {
    if (!second) continue;
    const [a, b] = [first.parameters, second.parameters];
    expect([b.seeds.lesion, b.seeds.skin, b.structures, b.outline, b.skin]).toEqual([
      a.seeds.lesion,
      a.seeds.skin,
      a.structures,
      a.outline,
      a.skin,
    ]);
    expect(b.seeds.view).not.toBe(a.seeds.view);
    expect(b.view).not.toEqual(a.view);
  }
});

test("faults are planted at the stated shares", () => {
  const faults = countsBy(
    plans.flatMap((plan) => plan.planted),
    (fault) => fault.fault,
  );
  const share = (fault: string) => (faults.get(fault) ?? 0) / plans.length;
  expect(share("duplicate")).toBeCloseTo(0.03, 2);
  expect(share("label error")).toBeCloseTo(0.02, 2);
  expect(share("off-topic")).toBeCloseTo(0.005, 2);
  expect(share("missing metadata")).toBeCloseTo(0.03, 2);
  expect(share("broken file")).toBe(0);
});

test("a duplicate's source is an earlier image that shows what it says", () => {
  const byId = new Map(plans.map((plan) => [plan.isicId, plan]));
  for (const plan of plans) {
    for (const fault of plan.planted.filter(({ fault }) => fault === "duplicate")) {
      const source = byId.get(fault.other!)!;
      expect(source.isicId < plan.isicId).toBe(true);
      expect(source.edit).toBeUndefined();
      expect(plan.parameters.seeds.lesion).toBe(source.parameters.seeds.lesion);
    }
  }
});

test("a diagnosis makes its features likely, not certain", () => {
  const share = (archetype: string, structure: "network_atypical" | "lacunae" | "milia_like_cysts") => {
    const lesions = ordinary.filter((plan) => plan.archetype === archetype);
    return lesions.filter((plan) => plan.parameters.structures[structure] > 0).length / lesions.length;
  };
  expect(share("melanoma", "network_atypical")).toBeGreaterThan(2 * share("naevus", "network_atypical"));
  expect(share("melanoma", "network_atypical")).toBeLessThan(1);
  expect(share("naevus", "network_atypical")).toBeGreaterThan(0);
  expect(share("seborrheic keratosis", "milia_like_cysts")).toBeGreaterThan(0.5);
});

test("independent features do not go together", () => {
  const independent = [...planImages(resolveArchiveOptions({ count: 2000, seed: 3, independent: true }))];
  const has = (name: "globules" | "streaks") => independent.map((plan) => plan.parameters.structures[name] > 0);
  const [globules, streaks] = [has("globules"), has("streaks")];
  const share = (flags: boolean[]) => flags.filter(Boolean).length / flags.length;
  const both = globules.filter((flag, at) => flag && streaks[at]).length / globules.length;
  expect(both).toBeCloseTo(share(globules) * share(streaks), 1);
  expect(new Set(independent.map((plan) => plan.patientId)).size).toBe(2000);
  expect(independent.every((plan) => plan.planted.length === 0)).toBe(true);
});
