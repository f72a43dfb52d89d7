import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClassifyAnswer, DistributionAnswer, FacetAnswer, SearchAnswer } from "@lesion-atlas/analysis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runLesion } from "../support/lesion-command.ts";

const folder = mkdtempSync(join(tmpdir(), "lesion-retrieval-"));
const home = join(folder, "home");
const lesion = (...words: string[]) => runLesion(words, { home });
const ask = async <Answer>(...words: string[]) => {
  const run = await lesion(...words, "--json");
  expect(run.code, run.stderr).toBe(0);
  return run.json<Answer>();
};

beforeAll(async () => {
  const archive = join(folder, "phantoms");
  expect((await lesion("phantom", archive, "--count", "48", "--seed", "5")).code).toBe(0);
  const indexed = await lesion("index", archive, "--archive", "drawn", "--model", "demo");
  expect(indexed.code, indexed.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("lesion search", () => {
  test("by the ISIC Archive's language; an error has its place", async () => {
    const male = await ask<SearchAnswer>("search", "hair", "--query", "sex:male", "--limit", "100");
    const others = await ask<SearchAnswer>("search", "hair", "--query", "-sex:male", "--limit", "100");
    expect(male.hits.every(({ record }) => record.sex === "male")).toBe(true);
    expect(male.searched).toBeGreaterThan(0);
    const all = await ask<SearchAnswer>("search", "hair", "--limit", "1");
    expect(male.searched + others.searched).toBe(all.searched);
    const wrong = await lesion("search", "hair", "--query", "sex:male AND", "--json");
    expect(wrong.code).toBe(2);
    expect(wrong.json()).toMatchObject({ detail: expect.stringContaining("character 13") });
  });

  test("by words and a stored image together, with each patient once", async () => {
    const words = ["search", "hair", "--like", "ISIC_0000003", "--text-weight", "0.5", "--per", "patient"];
    const { query, hits } = await ask<SearchAnswer>(...words, "--limit", "20");
    expect(query).toBe("0.5 x words + 1 x image");
    const patients = hits.flatMap(({ record }) => record.patient_id ?? []);
    expect(new Set(patients).size).toBe(patients.length);
    expect(hits.map(({ key }) => key)).not.toContain("ISIC_0000003");
    expect((await lesion(...words, "--min-presence", "0.5")).code).toBe(2);
  });
});

test("lesion search by a vector of one's own finds its image first; templates change what is asked", async () => {
  const file = join(folder, "vector.json");
  writeFileSync(file, JSON.stringify(Array.from({ length: 5 }, () => 1)));
  const wrong = await lesion("search", "--vector", file);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("this one has 5") });
  const model = await ask<{ dimensions: number }>("models", "show", "demo");
  writeFileSync(file, JSON.stringify(Array.from({ length: model.dimensions }, (_, n) => Math.sin(n))));
  expect(await ask<SearchAnswer>("search", "--vector", file, "--limit", "2")).toMatchObject({ query: "1 x vector" });
  const usual = await ask<SearchAnswer>("search", "hair", "--limit", "1");
  const other = await ask<SearchAnswer>("search", "hair", "--limit", "1", "--template", "an old drawing of {}");
  expect(other.hits[0].score).not.toBeCloseTo(usual.hits[0].score, 3);
});

test("lesion facets counts values under a filter, and those that have none", async () => {
  const { searched, facets } = await ask<{ searched: number; facets: FacetAnswer[] }>("facets", "sex", "fields.none");
  expect(searched).toBeGreaterThan(0);
  for (const { values, missing } of facets)
    expect(values.reduce((sum, { count }) => sum + count, missing)).toBe(searched);
  expect(facets[1]).toMatchObject({ values: [], missing: searched });
  const text = (await lesion("facets", "sex", "--query", "sex:female")).stdout;
  expect(text).toMatch(/^sex +images\nfemale +\d+\n/);
});

test("lesion similar --duplicates says why", async () => {
  const words = ["similar", "ISIC_0000003", "--duplicates", "--min-score", "0.5"];
  const { hits } = await ask<SearchAnswer>(...words, "--limit", "5");
  expect(hits.length).toBeGreaterThan(0);
  for (const { reasons, relation, score } of hits) {
    expect(reasons).toContain(`cosine ${score.toFixed(3)}`);
    expect(["same_lesion", "same_patient", "other"]).toContain(relation);
  }
});

test("lesion classify writes what it finds by filter, and a search filters by it", async () => {
  const prompts = join(folder, "prompts.json");
  writeFileSync(prompts, JSON.stringify({ dark: ["dark lesion", "black colour"], light: ["light lesion"] }));
  const words = ["classify", "--query", "sex:*", "--prompts", prompts, "--pooling", "mean_of_cosines"];
  const answer = await ask<ClassifyAnswer>(...words, "--top", "1", "--write", "shade");
  expect(answer).toMatchObject({ classes: ["dark", "light"], pooling: "mean_of_cosines" });
  const dark = answer.results.filter(({ predicted }) => predicted === "dark").map(({ image }) => image);
  const found = await ask<SearchAnswer>("search", "hair", "--query", "fields.shade:dark", "--limit", "100");
  expect(found.hits.map(({ id }) => id).sort()).toEqual(dark.sort());
  expect((await lesion("classify", "--classes", "a;b")).code).toBe(2);
});

describe("lesion concepts", () => {
  test("list shows the user's own file over the shipped one", async () => {
    writeFileSync(join(home, "concepts.json"), JSON.stringify({ concepts: { fog: { terms: ["fog"] }, nail: null } }));
    const { concepts } = await ask<{ concepts: { name: string; own: boolean }[] }>("concepts", "list");
    expect(concepts.find(({ name }) => name === "fog")).toMatchObject({ own: true });
    expect(concepts.map(({ name }) => name)).not.toContain("nail");
  });

  test("show has one concept's synonyms, and suggests names for one that is not there", async () => {
    const shown = await ask<{ name: string; terms: string[]; sources: string[] }>("concepts", "show", "Streaks");
    expect(shown).toMatchObject({ name: "streaks", terms: expect.arrayContaining(["streaks"]) });
    expect(shown.sources.length).toBeGreaterThan(0);
    const wrong = await lesion("concepts", "show", "network");
    expect(wrong).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"pigment network", "typical pigment network"'),
    });
  });

  test("distribution counts what a search with the cut finds, as a picture and as JSON", async () => {
    const words = ["concepts", "distribution", "hair", "--query", "sex:female", "--bins", "8"];
    const spread = await ask<DistributionAnswer>(...words, "--min-presence", "0.4");
    expect(spread.histogram).toHaveLength(8);
    expect(spread.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(spread.searched);
    const found = await ask<SearchAnswer>("search", "hair", "--query", "sex:female", "--min-presence", "0.4");
    expect(found).toMatchObject({ searched: spread.searched, matching: spread.matching });
    const picture = await lesion(...words, "--min-presence", "0.4");
    expect(picture.stdout.match(/^[\d.e-]+ to [\d.e-]+ +\d+/gm)).toHaveLength(8);
    expect(picture.stdout).toContain("← suggested cut");
    expect(picture.stdout).toContain(`at least 0.4: ${spread.matching} of ${spread.searched} images`);
  });

  test("fit says what it lacks", async () => {
    const run = await lesion("concepts", "fit", "hair", "--label", "nothing");
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("20 images with the concept");
  });
});
