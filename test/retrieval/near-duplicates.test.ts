import { hashBits, nearDuplicates } from "@lesion-atlas/analysis";
import { imageId } from "@lesion-atlas/core";
import { afterAll, describe, expect, test } from "vitest";
import { filledStore } from "./filled-store.ts";

const hash = "0123456789abcdef";
const ports = await filledStore([
  {
    key: "original",
    words: { veil: 1 },
    record: { perceptual_hash: hash, lesion_id: "l", patient_id: "p", group: "p" },
  },
  {
    key: "copy",
    words: { veil: 1, noise: 0.01 },
    record: { perceptual_hash: "0123456789abcdee", lesion_id: "l", patient_id: "p", group: "p" },
  },
  { key: "recoloured", words: { hair: 1 }, record: { perceptual_hash: hash, patient_id: "p", group: "p" } },
  { key: "twin", words: { veil: 1, noise: 0.02 }, record: { perceptual_hash: "f".repeat(16), lesion_id: "other" } },
  { key: "stranger", words: { ruler: 1 }, record: { perceptual_hash: "f".repeat(16) } },
]);
afterAll(() => ports.close());
const [original] = await ports.store.get([imageId("drawn", "original")], { vectors: true });
const query = { vector: original!.vector!, perceptualHash: hash, record: original!.record };
const find = (limits = {}) =>
  nearDuplicates({ store: ports.store, model: ports.encoder.model }, query, { limit: 10, ...limits });

describe("near-duplicates", () => {
  test("each says how it stands to the image, and why it is one", async () => {
    const { hits, searched, matching } = await find();
    expect({ searched, matching }).toEqual({ searched: 4, matching: 3 });
    expect(hits.map(({ key, relation, hash_bits, reasons }) => ({ key, relation, hash_bits, reasons }))).toEqual([
      {
        key: "copy",
        relation: "same_lesion",
        hash_bits: 1,
        reasons: ["cosine 1.000", "perceptual hash differs in 1 of 64 bits", "same lesion"],
      },
      { key: "twin", relation: "other", hash_bits: 32, reasons: ["cosine 1.000"] },
      {
        key: "recoloured",
        relation: "same_patient",
        hash_bits: 0,
        reasons: ["same perceptual hash", "same patient"],
      },
    ]);
  });

  test("without the group only strangers are left; stricter bounds leave fewer", async () => {
    expect((await find({ excludeGroup: true })).hits.map(({ key }) => key)).toEqual(["twin"]);
    expect((await find({ maxHashBits: 0, minScore: 1 })).hits.map(({ key }) => key)).toEqual(["recoloured"]);
    await expect(find({ minScore: 2 })).rejects.toThrow(/-1 to 1/);
  });

  test("an upload has no relation", async () => {
    const upload = { vector: query.vector, perceptualHash: hash };
    const { hits } = await nearDuplicates({ store: ports.store, model: ports.encoder.model }, upload, { limit: 1 });
    expect(hits[0]).toMatchObject({ key: "original", relation: undefined, hash_bits: 0 });
  });
});

test("bits of hashes by hand", () => {
  expect(hashBits("0000000000000000", "ffffffffffffffff")).toBe(64);
  expect(hashBits(hash, hash)).toBe(0);
});
