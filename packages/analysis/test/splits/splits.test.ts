import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  applyFixedSplit,
  countSplit,
  groupedSplit,
  leakingImages,
  partNamed,
  randomSplit,
  readPublishedSplit,
} from "../../src/index.ts";

function image(key: string, lesion?: string) {
  return { id: `id-${key}`, archive: "a", key, file: `images/${key}.jpg`, content_hash: key, lesion_id: lesion };
}

describe("grouped split", () => {
  test("each part has near its share of every class", () => {
    assert(
      property(integer({ min: 0, max: 500 }), (seed) => {
        const strata = Array.from({ length: 600 }, (_, i) => (i % 20 === 0 ? "rare" : i % 3 === 0 ? "some" : "many"));
        const groups = Uint32Array.from(strata, (_, i) => Math.floor(i / 2));
        const counts = countSplit(groupedSplit(strata, groups, { seed }), strata);
        for (const [stratum, total] of [
          ["rare", 30],
          ["some", 190],
          ["many", 380],
        ] as const) {
          expect(Math.abs(counts.test.classes[stratum] - 0.2 * total)).toBeLessThanOrEqual(2 + 0.05 * total);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("another seed gives another split", () => {
    const strata = Array.from({ length: 100 }, (_, i) => String(i % 2));
    expect(randomSplit(strata, { seed: 1 })).not.toEqual(randomSplit(strata, { seed: 2 }));
  });

  test("shares that are none are refused, and so are too few groups", () => {
    const shares = { train: 0.5, val: 0, test: 0.2 };
    expect(() => groupedSplit(["a", "b"], [0, 1], { shares })).toThrow(/sum to 1/);
    expect(() => groupedSplit(["a", "b", "a"], [0, 0, 1])).toThrow(/2 groups/);
  });
});

describe("fixed splits", () => {
  test("name images by key or file; the others take no part", () => {
    const images = [image("ISIC_1"), image("ISIC_2"), image("ISIC_3")];
    const { split, left, named } = applyFixedSplit(
      images,
      new Map([
        ["ISIC_1", "train"],
        ["ISIC_3", "test"],
        ["ISIC_9", "test"],
      ]),
    );
    expect({ split, left, named }).toEqual({ split: ["train", undefined, "test"], left: 1, named: 3 });
    expect(() => applyFixedSplit(images, new Map([["ISIC_1", "train"]]))).toThrow(/no image of test/);
  });

  test("parts have the words of tables", () => {
    expect(["Training", "validation", " TEST ", "fold 3"].map(partNamed)).toEqual(["train", "val", "test", undefined]);
  });

  test("lists of paths for each class are read, and an image in two parts is refused", () => {
    const { parts, labels } = readPublishedSplit({
      train: { nevus: ["HAM/images/ISIC_1.jpg"], melanoma: ["HAM/images/ISIC_2_downsampled.JPG"] },
      test: { nevus: ["HAM/images/ISIC_3.jpg"] },
    });
    expect([...parts]).toEqual([
      ["ISIC_1", "train"],
      ["ISIC_2", "train"],
      ["ISIC_3", "test"],
    ]);
    expect(labels.get("ISIC_2")).toBe("melanoma");
    expect(() => readPublishedSplit({ train: { a: ["x/1.jpg"] }, test: { a: ["y/1.jpg"] } })).toThrow(
      /1 is in the parts/,
    );
    expect(() => readPublishedSplit({ train: ["a"] })).toThrow(/no list of image paths/);
  });
});

describe("leaking images", () => {
  test("are those of the test set with a relative in training, by kind", () => {
    const images = [image("1", "L1"), image("2", "L1"), image("3", "L2"), image("4"), image("5", "L2")];
    const split = ["train", "test", "val", "test", "test"] as const;
    const leak = leakingImages(images, split, { near: [{ left: 0, right: 3 }] });
    expect(leak.test).toBe(3);
    expect([...leak.byKind.lesion]).toEqual([1]);
    expect([...leak.byKind.near_duplicate]).toEqual([3]);
    expect([...leak.any].sort()).toEqual([1, 3]);
    expect(leak.known).toEqual({ patient: 0, lesion: 2 });
  });
});
