import { createCompute } from "@lesion-atlas/compute";
import { array, assert, constantFrom, integer, option, pre, property, record } from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import {
  type LinkedImage,
  confirmedPairs,
  groupImages,
  groupedSplit,
  leakingImages,
  nearDuplicatePairs,
} from "../../src/index.ts";

const compute = createCompute();
afterAll(() => compute.close());

function image(place: number, facts: Partial<LinkedImage> = {}): LinkedImage {
  return { id: `id-${place}`, archive: "a", key: `k${place}`, content_hash: `hash-${place}`, ...facts };
}

/** Images with random patients, lesions and pictures, and random pairs of duplicates. */
const linkedImages = integer({ min: 6, max: 60 }).chain((count) => {
  const maybe = (most: number) => option(integer({ min: 0, max: most }), { nil: undefined });
  const pair = record({
    left: integer({ min: 0, max: count - 1 }),
    right: integer({ min: 0, max: count - 1 }),
  });
  return record({
    images: array(
      record({ patient: maybe(25), lesion: maybe(40), picture: maybe(300), archive: constantFrom("a", "b") }),
      {
        minLength: count,
        maxLength: count,
      },
    ),
    near: array(pair, { maxLength: 8 }),
    confirmed: array(pair, { maxLength: 4 }),
    labels: array(constantFrom("x", "y", "z"), { minLength: count, maxLength: count }),
    seed: integer({ min: 0, max: 1000 }),
  });
});

describe("groups of images that a split may not part", () => {
  test("a grouped split never leaks, whatever the links", () => {
    assert(
      property(linkedImages, ({ images: facts, near, confirmed, labels, seed }) => {
        const images = facts.map(({ patient, lesion, picture, archive }, place) =>
          image(place, {
            archive,
            patient_id: patient === undefined ? undefined : `P${patient}`,
            lesion_id: lesion === undefined ? undefined : `L${lesion}`,
            ...(picture === undefined ? {} : { content_hash: `picture-${picture}` }),
          }),
        );
        const groups = groupImages(images, { near, confirmed });
        pre(groups.count >= 3);
        const split = groupedSplit(labels, groups.groupOf, { seed });
        expect(leakingImages(images, split, { near, confirmed }).any.size).toBe(0);
        expect(split).toEqual(groupedSplit(labels, groups.groupOf, { seed }));
      }),
      { numRuns: 300 },
    );
  });

  test("the group is reached over any chain: patient, then picture, then duplicate", () => {
    const images = [
      image(0, { patient_id: "P1" }),
      image(1, { patient_id: "P1", content_hash: "same" }),
      image(2, { content_hash: "same" }),
      image(3),
      image(4),
    ];
    const { groupOf, joins, count, largest } = groupImages(images, { near: [{ left: 2, right: 3 }] });
    expect([...groupOf]).toEqual([0, 0, 0, 0, 4]);
    expect(joins).toMatchObject({ patient: 1, same_image: 1, near_duplicate: 1, lesion: 0 });
    expect({ count, largest }).toEqual({ count: 2, largest: 4 });
  });

  test("a lesion's number is that of its patient and archive, an ISIC id is the same everywhere", () => {
    const { groupOf } = groupImages([
      image(0, { patient_id: "P1", lesion_id: "7" }),
      image(1, { patient_id: "P2", lesion_id: "7" }),
      image(2, { lesion_id: "7", archive: "b" }),
      image(3, { lesion_id: "IL_0000001" }),
      image(4, { lesion_id: "IL_0000001", archive: "b" }),
    ]);
    expect([...groupOf]).toEqual([0, 1, 2, 3, 3]);
  });

  test("confirmed pairs are found by key, ISIC id or id, and unknown ones counted", () => {
    const images = [image(0, { isic_id: "ISIC_0000001" }), image(1), image(2)];
    const { pairs, unknown } = confirmedPairs(images, [
      ["ISIC_0000001", "k1"],
      ["id-2", "k9"],
    ]);
    expect(pairs).toEqual([{ left: 0, right: 1 }]);
    expect(unknown).toBe(1);
    expect(() => confirmedPairs(images, [["k1"]])).toThrow(/row 1/);
  });
});

describe("near-duplicates among all images", () => {
  test("by a high cosine, or a lower one with alike hashes", async () => {
    const rows = [
      [1, 0],
      [0.999, Math.sqrt(1 - 0.999 ** 2)],
      [0.93, Math.sqrt(1 - 0.93 ** 2)],
      [0, 1],
      [0.93, -Math.sqrt(1 - 0.93 ** 2)],
    ];
    const vectors = { values: Float32Array.from(rows.flat()), rows: rows.length, columns: 2 };
    const hashes = ["00000000000000ff", "ffffffffffffffff", "00000000000000fe", "00000000000000ff", "ffffffff00000000"];
    const pairs = await nearDuplicatePairs(compute, vectors, hashes);
    expect(pairs.map(({ left, right, hashBits }) => [left, right, hashBits])).toEqual([
      [0, 1, 56],
      [0, 2, 1],
    ]);
  });

  test("agrees with comparing each with each", async () => {
    const [rows, columns] = [150, 3];
    let state = 7;
    const next = () => (state = (state * 48271) % 2147483647) / 2147483647;
    const values = new Float32Array(rows * columns);
    for (let row = 0; row < rows; row += 1) {
      const vector = Array.from({ length: columns }, () => next() - 0.3);
      const length = Math.hypot(...vector);
      vector.forEach((value, i) => (values[row * columns + i] = value / length));
    }
    const hashes = Array.from({ length: rows }, () =>
      Array.from({ length: 16 }, () => Math.floor(next() * 4).toString(16)).join(""),
    );
    const expected: string[] = [];
    for (let a = 0; a < rows; a += 1) {
      for (let b = a + 1; b < rows; b += 1) {
        let cosine = 0;
        for (let i = 0; i < columns; i += 1) cosine += values[a * columns + i] * values[b * columns + i];
        let bits = 0;
        for (let rest = BigInt(`0x${hashes[a]}`) ^ BigInt(`0x${hashes[b]}`); rest > 0n; rest &= rest - 1n) bits += 1;
        if (cosine >= 0.97 || (cosine >= 0.9 && bits <= 12)) expected.push(`${a} ${b}`);
      }
    }
    const found = await nearDuplicatePairs(compute, { values, rows, columns }, hashes);
    expect(found.map(({ left, right }) => `${left} ${right}`).sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(20);
  });
});
