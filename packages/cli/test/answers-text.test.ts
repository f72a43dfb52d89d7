import { type Hit, type SearchAnswer, researchNotice } from "@lesion-atlas/analysis";
import { imageId } from "@lesion-atlas/core";
import { describe, expect, test } from "vitest";
import { classifyText } from "../src/output/classify-text.ts";
import { diagnosisOf } from "../src/output/diagnosis.ts";
import { searchText } from "../src/output/search-text.ts";
import { statusText } from "../src/output/status-text.ts";

const notice = researchNotice;
const fingerprint = "f".repeat(64);

function hit(key: string, changes: Partial<Hit> = {}): Hit {
  const id = imageId("milk", key);
  return {
    id,
    score: 0.12345,
    archive: "milk",
    key,
    file: `images/${key}.jpg`,
    fields: {},
    record: {
      id,
      archive: "milk",
      key,
      file: `images/${key}.jpg`,
      content_hash: "0".repeat(64),
      perceptual_hash: "0".repeat(16),
      width: 1,
      height: 1,
      byte_size: 1,
      diagnosis_1: "Benign",
    },
    ...changes,
  };
}

const answer = (changes: Partial<SearchAnswer>): SearchAnswer => ({
  model: "tiny",
  fingerprint,
  searched: 1200,
  matching: 1200,
  hits: [],
  license: { unstated: 0 },
  timings_ms: { encode: 1, search: 1, total: 2 },
  notice,
  ...changes,
});

describe("searchText", () => {
  test("hits by image have a score, a file and no presence", () => {
    const text = searchText(answer({ hits: [hit("ISIC_1", { path: "/a/images/ISIC_1.jpg" }), hit("ISIC_2")] }));
    expect(text.split("\n")).toEqual([
      "#   score  archive  key     diagnosis  file",
      "1  0.1235  milk     ISIC_1  Benign     /a/images/ISIC_1.jpg",
      "2  0.1235  milk     ISIC_2  Benign     images/ISIC_2.jpg",
      "",
      "2 shown of 1,200 images searched, model tiny.",
      notice,
      "",
    ]);
  });

  test("several concepts have a column each, since one can outvote another", () => {
    const concepts = ["streaks", "hair"].map((name, k) => ({
      name,
      weight: 1,
      presence: 0.25 + k / 2,
      calibrated: false,
    }));
    const text = searchText(
      answer({ calibrated: false, matching: 40, hits: [hit("ISIC_1", { presence: 0.5, concepts })] }),
    );
    expect(text).toMatch(/^#  presence  streaks   hair +score/);
    expect(text).toMatch(/\n1 +0\.500 +0\.250 +0\.750 +0\.1235/);
    expect(text).toContain(
      "40 of 1,200 match; 1 shown of 1,200 images searched, model tiny; presence is not calibrated.",
    );
  });

  test("nothing found is said with the counts alone", () => {
    expect(searchText(answer({ matching: 0, calibrated: false }))).toBe(
      `0 of 1,200 match; 0 shown of 1,200 images searched, model tiny; presence is not calibrated.\n${notice}\n`,
    );
  });

  test("an estimate has its interval", () => {
    expect(searchText(answer({ matching: 40, matching_interval: { low: 30, high: 50 } }))).toContain(
      "about 40 (30 to 50) of 1,200 match",
    );
  });
});

test("diagnosisOf takes the deepest", () => {
  expect(diagnosisOf({ diagnosis_1: "Benign", diagnosis_3: "Nevus", benign_malignant: "benign" })).toBe("Nevus");
  expect(diagnosisOf({ diagnosis: "nevus", diagnosis_1: "Benign" })).toBe("nevus");
  expect(diagnosisOf({})).toBeUndefined();
});

test("classifyText has a column a class and lists what was refused", () => {
  const text = classifyText({
    model: "tiny",
    fingerprint,
    classes: ["a", "b"],
    logit_scale: 100,
    results: [{ image: "x.jpg", probabilities: [0.25, 0.75], predicted: "b" }],
    rejected: [{ image: "y.jpg", reason: "y.jpg cannot be read: the file is\nempty" }],
    notice,
  });
  expect(text).toMatch(
    /^image  predicted +a +b\nx\.jpg  b +0\.250000  0\.750000\ny\.jpg cannot be read: the file is empty\n/,
  );
  expect(text.endsWith(`Zero-shot by model tiny.\n${notice}\n`)).toBe(true);
});

test("statusText says what to do where nothing is there, and which models only the store knows", () => {
  const store = { url: "sqlite:/h/store.sqlite", exists: false, bytes: 0, images: 0 };
  const empty = statusText({ home: "/h", store, archives: [], models: [], notice });
  expect(empty).toContain("nothing stored yet");
  expect(empty).toContain("lesion models import PATH --id ID");
  const full = statusText({
    home: "/h",
    store: { ...store, exists: true, bytes: 1_500_000, images: 800, health: { status: "green", detail: "well" } },
    archives: [
      { name: "milk", images: 800, format: "isic", location: "/data/milk", indexed_at: "2026-11-25T02:00:00.000Z" },
    ],
    models: [{ id: "tiny", fingerprint, dimensions: 48, vectors: 800 }],
    notice,
  });
  expect(full).toContain("800 images, 1.5 MB, green)");
  expect(full).not.toContain("well");
  const ill = { ...store, exists: true, health: { status: "red", detail: "the disk is full" } } as const;
  expect(statusText({ home: "/h", store: ill, archives: [], models: [], notice })).toContain("the disk is full");
  expect(full).toMatch(/milk +800 +isic +2026-11-25 02:00 +\/data\/milk\n/);
  expect(full).toMatch(/tiny +800 +48 +ffffffffffff +not on this machine\n/);
});
