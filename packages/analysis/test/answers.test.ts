import { AppError, type ImageRecord, imageId, matchesFilter } from "@lesion-atlas/core";
import { describe, expect, test } from "vitest";
import { hitSchema, noticeOf, problemSchema, researchNotice, similarFilter, toHit, toProblem } from "../src/index.ts";

const image = (key: string, changes: Partial<ImageRecord> = {}): ImageRecord => ({
  id: imageId("a", key),
  archive: "a",
  key,
  file: `images/${key}.jpg`,
  content_hash: "0".repeat(64),
  perceptual_hash: "0".repeat(16),
  width: 10,
  height: 10,
  byte_size: 100,
  ...changes,
});

describe("answers", () => {
  test("a hit carries attribution, licence and file, and fits its schema", () => {
    const record = image("k", { attribution: "MILK study team", copyright_license: "CC-BY-NC" });
    const hit = toHit({ id: record.id, dot: 2, score: 0.5, record, fields: { tags: ["a", "b"], seen: true } });
    expect(hit).toMatchObject({
      score: 0.5,
      file: "images/k.jpg",
      attribution: "MILK study team",
      license: "CC-BY-NC",
      fields: { tags: ["a", "b"], seen: true },
    });
    expect(hitSchema.parse(hit)).toEqual(hit);
  });

  test("a drawn image is called synthetic, a photograph is not", () => {
    const hit = (extra?: ImageRecord["extra"]) => {
      const record = image("k", { extra });
      return toHit({ id: record.id, dot: 1, score: 1, record, fields: {} }).synthetic;
    };
    expect([hit({ synthetic: true }), hit({ synthetic: "no" }), hit()]).toEqual([true, undefined, undefined]);
  });

  test("every answer says that it is for research only, and what the model remarks of itself", () => {
    expect(noticeOf({})).toBe(researchNotice);
    expect(noticeOf({ remark: "Demo model." })).toBe(`${researchNotice} Demo model.`);
  });

  test("a problem keeps code and sentence and nothing of the cause", () => {
    const problem = toProblem(new AppError("store_unavailable", "try again", { cause: new Error("secret") }));
    expect(problemSchema.parse(problem)).toEqual({
      title: "store unavailable",
      code: "store_unavailable",
      detail: "try again",
      retryable: true,
    });
    expect(JSON.stringify(problem)).not.toContain("secret");
  });

  test("similar images: never the image itself; archive and group as asked", () => {
    const query = image("q", { group: "p1" });
    const others = [
      query,
      image("same group", { group: "p1" }),
      image("other", { group: "p2" }),
      { ...image("elsewhere", { group: "p1" }), archive: "b", id: imageId("b", "elsewhere") },
    ];
    const found = (options?: Parameters<typeof similarFilter>[1]) =>
      others
        .filter((record) => matchesFilter(similarFilter(query, options), { record, fields: {} }))
        .map(({ key }) => key);
    expect(found()).toEqual(["same group", "other", "elsewhere"]);
    expect(found({ sameArchive: true })).toEqual(["same group", "other"]);
    expect(found({ excludeGroup: true })).toEqual(["other", "elsewhere"]);
    expect(found({ filter: { must: { key: "group", match: { value: "p2" } } } })).toEqual(["other"]);
  });
});
