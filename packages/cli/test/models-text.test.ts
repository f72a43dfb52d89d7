import { describe, expect, test } from "vitest";
import type { AvailableRow, ModelRow } from "../src/model-row.ts";
import { wrapText } from "../src/output/fit-table.ts";
import { modelsText } from "../src/output/models-text.ts";

const row: ModelRow = {
  id: "whylesionclip-int8",
  folder: "/models/whylesionclip-int8",
  fingerprint: "0123456789abcdef",
  dimensions: 768,
  has_text: true,
  license: "a licence of many words and more",
  bytes: 430e6,
  precision: "int8",
  speed: { images_per_second: 7.123, text_ms: 12.3 },
  tuning: { images_a_run: 4, bulk_threads: 2, interactive_threads: 1 },
  quality: "recall@10 overlap 0.981 with whylesionclip",
};
const available: AvailableRow = {
  id: "openclip-vit-l-14-laion2b",
  title: "OpenCLIP",
  dimensions: 768,
  has_text: true,
  license: "MIT",
  bytes: 1.7e9,
  trained_on: "LAION-2B, the 2.3 billion English pairs of LAION-5B, 32 billion samples seen",
  overlap: "",
  unverified: [],
};
const answer = {
  models: [row, { ...row, id: "demo", speed: undefined, tuning: undefined, quality: undefined }],
  available: [available],
  notice:
    "Research use only; not a medical device; not for diagnosis or triage; similarity scores are not probabilities.",
};

describe("the table of models", () => {
  test.each([80, 100, 120])("fits a terminal of %d columns and says what to choose by", (width) => {
    const text = modelsText(answer, width);
    for (const line of text.split("\n")) expect([...line].length, line).toBeLessThanOrEqual(width);
    for (const fact of ["430 MB", "768", "int8", "7.1", "12", "overlap 0.981 with", "tuned, 4 images a run"]) {
      expect(text).toContain(fact);
    }
    expect(text.replace(/\s+/g, " ")).toContain("lesion models verify ID");
    expect(text.includes("0123456789ab")).toBe(width >= 100);
    expect(text.includes("LAION-2B")).toBe(width >= 100);
  });

  test("is whole where nobody watches", () => {
    const text = modelsText(answer);
    expect(text).toMatch(/model +licence +size +dimensions +words +precision +images\/s +ms\/text +fingerprint\n/);
    expect(text).toContain("a licence of many w…");
  });
});

test("a sentence is broken between words, never within one", () => {
  expect(wrapText("one two three fourteen", 9)).toBe("one two\n  three\n  fourteen");
  expect(wrapText("short", 80)).toBe("short");
});
