import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClassifyAnswer, SearchAnswer } from "@lesion-atlas/analysis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bruteForce, promptsOf, queryVector, storedVectors } from "../support/brute-force.ts";
import { runLesion } from "../support/lesion-command.ts";
import { brokenImages } from "../indexing/support/broken-images.ts";
import { hasShared, needsShared, sharedFolder } from "../support/shared.ts";

const folder = mkdtempSync(join(tmpdir(), "lesion-shared-"));
const home = join(folder, "home");
/** A copy, so that a row can be edited. */
const milk = join(folder, "milk");
const reference = join(sharedFolder, "reference");
const lesion = (...words: string[]) => runLesion(words, { home });
const index = (location: string, archive: string, ...words: string[]) =>
  lesion("index", location, "--archive", archive, "--json", ...words);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(hasShared)(`real archives${needsShared}`, () => {
  beforeAll(async () => {
    cpSync(join(sharedFolder, "archives", "isic-milk10k-sample"), milk, { recursive: true, preserveTimestamps: true });
    chmodSync(join(milk, "metadata.csv"), 0o644);
    const imported = await lesion("models", "import", join(reference, "tiny-openclip"), "--id", "tiny");
    expect(imported.code, imported.stderr).toBe(0);
  });

  test("800 images of MILK10k are stored, 0 rejected; again, nothing is encoded", async () => {
    const first = await index(milk, "milk", "--model", "tiny");
    expect(first.code, first.stderr).toBe(0);
    expect(first.events().at(-1)).toMatchObject({ event: "done", stored: 800, rejected: 0 });
    const again = await index(milk, "milk", "--model", "tiny");
    expect(again.code).toBe(0);
    expect(again.events().at(-1)).toMatchObject({ stored: 0, unchanged: 800, updated: 0, rejected: 0 });
  });

  test("an edited row of metadata.csv is updated without encoding", async () => {
    const table = join(milk, "metadata.csv");
    const [head, first, ...rest] = readFileSync(table, "utf8").split("\n");
    writeFileSync(table, [head, first.replace(",male", ",female"), ...rest].join("\n"));
    expect((await index(milk, "milk", "--model", "tiny")).events().at(-1)).toMatchObject({
      stored: 0,
      unchanged: 799,
      updated: 1,
    });
  });

  test("30 broken files are rejected with exit code 3, and the 800 stay as they are", async () => {
    const broken = await brokenImages();
    for (const { file, bytes } of broken) writeFileSync(join(milk, "images", file), bytes);
    const run = await index(milk, "milk", "--model", "tiny");
    for (const { file } of broken) rmSync(join(milk, "images", file));
    expect(broken).toHaveLength(30);
    expect(run.code).toBe(3);
    expect(run.events().at(-1)).toMatchObject({ stored: 0, unchanged: 800, rejected: 30 });
    expect(run.events().filter(({ event }) => event === "reject")).toHaveLength(30);
  });

  test.each([
    ["ham10000-sample", "ham10000", 712],
    ["pad-ufes-20-sample", "pad-ufes-20", 60],
    ["isic2017-sample", "isic", 480],
  ])("%s is read as %s, all %d images, none rejected", async (name, format, images) => {
    const run = await index(join(sharedFolder, "archives", name), name, "--model", "tiny");
    expect(run.code, run.stderr).toBe(0);
    expect(run.events()[0]).toMatchObject({ event: "start", format, images });
    expect(run.events().at(-1)).toMatchObject({ stored: images, rejected: 0 });
  });

  test("a search with a filter gives what plain loops over the stored vectors give, within 1e-6", async () => {
    const terms = [{ term: "irregular shape", weight: 1 }];
    const stored = await storedVectors(
      join(home, "store.sqlite"),
      join(home, "models", "tiny"),
      promptsOf("irregular shape"),
    );
    expect(stored.images).toHaveLength(2052);
    const expected = bruteForce(
      stored,
      queryVector(stored, terms),
      ({ record }) => record.sex === "female" && (record.age_approx ?? 0) >= 50 && record.diagnosis_1 !== "Benign",
    );
    const filter = {
      must: [
        { key: "sex", match: { value: "female" } },
        { key: "age_approx", range: { gte: 50 } },
      ],
      must_not: [{ key: "diagnosis_1", match: { value: "Benign" } }],
    };
    const words = ["--filter", JSON.stringify(filter), "--limit", "50", "--json"];
    const run = await lesion("search", "irregular shape", "--literal", ...words);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const { hits, searched } = run.json<SearchAnswer>();
    expect(expected.length).toBeGreaterThan(50);
    expect(searched).toBe(expected.length);
    expect(hits.map(({ id }) => id)).toEqual(expected.slice(0, 50).map(({ id }) => id));
    for (const [rank, { score }] of hits.entries()) {
      expect(Math.abs(score - expected[rank].score)).toBeLessThan(1e-6);
    }
  });

  test("classify gives the numbers that open_clip gave", async () => {
    const { images, texts, softmax_100_cosine } = JSON.parse(
      readFileSync(join(reference, "tiny-openclip", "expected.json"), "utf8"),
    ) as { images: string[]; texts: string[]; softmax_100_cosine: number[][] };
    const files = images.map((image) => join(sharedFolder, image));
    const words = ["--classes", texts.join(";"), "--template", "{}", "--logit-scale", "100", "--json"];
    const run = await lesion("classify", ...files, ...words, "--model", "tiny");
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const { results, rejected } = run.json<ClassifyAnswer>();
    expect(rejected).toBeUndefined();
    for (const [index, { probabilities }] of results.entries()) {
      for (const [k, value] of probabilities.entries()) {
        expect(Math.abs(value - softmax_100_cosine[index][k])).toBeLessThan(1e-4);
      }
    }
  });
});
