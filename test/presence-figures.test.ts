import { type StoredImage, imageId } from "@lesion-atlas/core";
import { describe, expect, test } from "vitest";
import { bestCut, cutFigure } from "../figures/presence/cuts.ts";
import { measurePresence } from "../figures/presence/measure-presence.ts";
import { splitGroups } from "../figures/presence/near-duplicate-groups.ts";
import { withPresenceTables } from "../figures/presence/presence-table.ts";

describe("cuts", () => {
  test("precision, recall and F1 by hand", () => {
    const figure = cutFigure([true, true, false, false], [true, false, true, false]);
    expect(figure).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 });
    expect(cutFigure([false, false], [true, false])).toEqual({ precision: undefined, recall: 0, f1: 0 });
  });

  test("the best cut lies halfway, and never between equal scores", () => {
    expect(bestCut([0.9, 0.8, 0.4, 0.2], [true, true, false, false])).toBeCloseTo(0.6, 12);
    const cut = bestCut([0.5, 0.5, 0.1], [true, false, false]);
    expect(cut).toBeCloseTo(0.3, 12);
  });
});

test("near-duplicates without a lesion and images of one lesion are never parted", () => {
  const image = (key: string, angle: number, hash: string, lesion_id?: string) =>
    ({
      id: imageId("a", key),
      record: { key, perceptual_hash: hash, lesion_id },
      vector: Float32Array.of(Math.cos(angle), Math.sin(angle)),
    }) as unknown as StoredImage;
  const groups = splitGroups([
    image("a", 0, "0000000000000000"),
    image("b", 0.1, "ffffffff00000000"),
    image("c", 1, "ffffffff00000003"),
    image("d", 2, "0f0f0f0f0f0f0f0f"),
    image("e", 3, "00ff00ff00ff00ff", "IL_1"),
    image("f", 4, "f0f0f0f0f0f0f0f0", "IL_1"),
  ]);
  expect(groups.get("a")).toBe(groups.get("b"));
  expect(groups.get("b")).toBe(groups.get("c"));
  expect(groups.get("e")).toBe(groups.get("f"));
  expect(new Set(groups.values()).size).toBe(3);
});

describe("a concept is judged by fits that never saw its group", () => {
  const cases = (signal: number) => {
    const positive = Array.from({ length: 400 }, (_, index) => index % 4 === 0);
    const margins = positive.map((present, index) => (present ? signal : 0) + ((index * 7919) % 401) / 401);
    const groups = positive.map((_, index) => `group-${Math.floor(index / 4)}`);
    return { concept: "streaks", positive, groups, margins, cosines: margins, monets: margins };
  };

  test("a strong signal is told, with a presence that is right about how often", () => {
    const figure = measurePresence(cases(0.8));
    expect(figure).toMatchObject({ positives: 100, negatives: 300, groups: 100 });
    expect(figure.cannotTell).toBeUndefined();
    expect(figure.auroc!.value).toBeGreaterThan(0.9);
    expect(figure.error!.presence).toBeLessThan(0.1);
    expect(figure.suggested!.f1).toBeGreaterThan(0.8);
  });

  test("a margin that falls with the label cannot be told, and the table says so", () => {
    const figure = measurePresence(cases(-0.3));
    expect(figure.cannotTell).toBeTruthy();
    const document = "a\n<!-- presence: written by figures/presence.ts -->\nOUTDATED\n<!-- presence: end -->\nz\n";
    const written = withPresenceTables(document, [{ title: "set", images: 400, concepts: [figure] }]);
    expect(written).toContain("streaks: **cannot be told**");
    expect(written).not.toContain("OUTDATED");
    expect(written.endsWith("<!-- presence: end -->\nz\n")).toBe(true);
  });
});
