import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClassifyAnswer, SearchAnswer } from "@lesion-atlas/analysis";
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

  test("fit says what it lacks", async () => {
    const run = await lesion("concepts", "fit", "hair", "--label", "nothing");
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("20 images with the concept");
  });
});
