import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SearchAnswer } from "@lesion-atlas/analysis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { storedVectors } from "../support/brute-force.ts";
import { drawnIsicArchive } from "../support/drawn-isic-archive.ts";
import { runLesion } from "../support/lesion-command.ts";
import { hasQdrant, needsQdrant } from "../support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startQdrant } from "../support/qdrant/start-qdrant.ts";
import { writeSmallCheckpoint } from "../support/small-checkpoint.ts";

const count = 12;

describe.skipIf(!hasQdrant)(`lesion on a collection of somebody else${needsQdrant}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "lesion-attach-"));
  const home = join(folder, "home");
  const archive = join(folder, "archive");
  const collection = `theirs-${randomUUID()}`;
  let server: QdrantServer;
  let store: string;
  const lesion = (...words: string[]) => runLesion(words, { home });
  const ask = async (method: string, path: string, body?: object) => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${server.url}/collections/${path}`, { method, headers, body: JSON.stringify(body) });
    const text = await answer.text();
    expect(answer.status, text).toBe(200);
    return (JSON.parse(text) as { result: unknown }).result;
  };

  beforeAll(async () => {
    server = await startQdrant();
    store = `qdrant:${server.url}?attach=${collection}&model=small&fields=key:image_id`;
    for (const [id, seed] of [
      ["small", 1],
      ["other", 2],
    ] as const) {
      const checkpoint = writeSmallCheckpoint(join(folder, `checkpoint-${id}`), seed);
      const imported = await lesion("models", "import", checkpoint, "--id", id);
      expect(imported.code, imported.stderr).toBe(0);
    }
    await drawnIsicArchive(archive, count);
    const own = join(folder, "own.sqlite");
    const indexed = await lesion(
      "index",
      archive,
      "--archive",
      "drawn",
      "--model",
      "small",
      "--store",
      `sqlite:${own}`,
    );
    expect(indexed.code, indexed.stderr).toBe(0);
    const { images } = await storedVectors(own, join(home, "models", "small"), []);
    const points = images.map(({ record, vector }, n) => ({
      id: n + 1,
      payload: { image_id: record.key, sex: record.sex },
      vector: [...vector!].map((value) => value * 3),
    }));
    await ask("PUT", collection, { vectors: { size: 16, distance: "Cosine" } });
    await ask("PUT", `${collection}/points?wait=true`, { points });
  });
  afterAll(async () => {
    await ask("DELETE", collection);
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test("the stated model is proved by encoding images again; another model is not", async () => {
    const images = join(archive, "images");
    const proved = await lesion("store", "attach", "--check", "--images", images, "--store", store, "--json");
    expect(proved.code, proved.stderr).toBe(0);
    expect(proved.json()).toMatchObject({
      model: "small",
      points: count,
      vectors: count,
      check: { compared: count, proved: true },
    });
    const wrong = await lesion("store", "attach", "--check", "--images", images, "--store", store, "--model", "other");
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toContain("The vectors are not of other");
  });

  test("it is searched like a store of one's own, and index is refused", async () => {
    const before = await ask("GET", collection);
    const run = await lesion("search", "nevus", "--store", store, "--limit", "50", "--json");
    expect(run.code, run.stderr).toBe(0);
    const own = await lesion(
      "search",
      "nevus",
      "--store",
      `sqlite:${join(folder, "own.sqlite")}`,
      "--limit",
      "50",
      "--json",
    );
    const [theirs, ours] = [run, own].map((each) => each.json<SearchAnswer>().hits);
    expect(theirs.map(({ key }) => key)).toEqual(ours.map(({ key }) => key));
    theirs.forEach(({ score }, n) => expect(score).toBeCloseTo(ours[n].score, 4));
    const indexed = await lesion("index", archive, "--archive", "drawn", "--store", store, "--limit", "1");
    expect([indexed.code, indexed.stderr]).toEqual([1, expect.stringContaining("attached and only read")]);
    expect(await ask("GET", collection)).toEqual(before);
  });
});
