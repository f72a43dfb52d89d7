import { describe, expect, test } from "vitest";
import { fitPlatt, labelReader, sigmoid } from "../src/index.ts";

/** Evenly spread margins with labels whose share follows sigmoid((x - m) / s) exactly, bin by bin. */
function drawn(m: number, s: number) {
  const margins: number[] = [];
  const positive: boolean[] = [];
  for (let bin = -40; bin <= 40; bin += 1) {
    const x = m + (bin / 10) * s;
    const yes = Math.round(200 * sigmoid((x - m) / s));
    for (let i = 0; i < 200; i += 1) {
      margins.push(x);
      positive.push(i < yes);
    }
  }
  return { margins, positive };
}

describe("Platt's fit", () => {
  test.each([
    [0.03, 0.02],
    [-1, 5],
  ])("finds m %f and s %f again", (m, s) => {
    const { margins, positive } = drawn(m, s);
    const fitted = fitPlatt(margins, positive);
    expect(Math.abs(fitted.m - m) / s).toBeLessThan(0.02);
    expect(Math.abs(fitted.s / s - 1)).toBeLessThan(0.02);
  });

  test("keeps its slope finite where the classes part without overlap: the targets are smoothed", () => {
    const margins = Array.from({ length: 60 }, (_, i) => (i < 30 ? -1 - i / 100 : 1 + i / 100));
    const { m, s } = fitPlatt(
      margins,
      margins.map((x) => x > 0),
    );
    expect(Math.abs(m)).toBeLessThan(0.5);
    expect(sigmoid((1.45 - m) / s)).toBeGreaterThan(0.95);
    expect(sigmoid((1.45 - m) / s)).toBeLessThan(0.995);
  });

  test("is refused for 19 images of a class, and where the margin falls with the label", () => {
    const margins = Array.from({ length: 100 }, (_, i) => i);
    const few = margins.map((_, i) => i >= 81);
    expect(() => fitPlatt(margins, few)).toThrow(/20 images.* 19 and 81/);
    const falling = margins.map((_, i) => i < 50);
    expect(() => fitPlatt(margins, falling)).toThrow(/cannot tell/);
    expect(() =>
      fitPlatt(
        margins.map(() => 1),
        falling,
      ),
    ).toThrow(/cannot tell/);
  });
});

describe("a label", () => {
  const image = (extra: Record<string, string | number | boolean>, tags?: string[]) =>
    ({ record: { extra }, fields: tags ? { tags } : {} }) as unknown as Parameters<ReturnType<typeof labelReader>>[0];

  test("of a column that says yes or no itself", () => {
    const read = labelReader({ field: "extra.streaks" });
    expect([1, 0, "yes", "False", true, "unsure"].map((streaks) => read(image({ streaks })))).toEqual([
      true,
      false,
      true,
      false,
      true,
      undefined,
    ]);
    expect(read(image({}))).toBeUndefined();
  });

  test("by value, also one of a list, and by a bound", () => {
    const tagged = labelReader({ field: "fields.tags", positive: "veil" });
    expect([tagged(image({}, ["veil", "hair"])), tagged(image({}, ["hair"])), tagged(image({}))]).toEqual([
      true,
      false,
      undefined,
    ]);
    const hairy = labelReader({ field: "extra.hair", positive: ">=0.5" });
    expect([0.5, 0.4, "much"].map((hair) => hairy(image({ hair })))).toEqual([true, false, undefined]);
    expect(() => labelReader({ field: "extra.hair", positive: ">lots" })).toThrow(/is no bound/);
  });
});
