import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SearchAnswer } from "@lesion-atlas/analysis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawnIsicArchive, isicKey } from "../support/drawn-isic-archive.ts";
import { runLesion } from "../support/lesion-command.ts";
import { hasOwnQdrant, hasQdrant, needsOwnQdrant, needsQdrant } from "../support/qdrant/needs-qdrant.ts";
import { type QdrantServer, startOwnQdrant, startQdrant } from "../support/qdrant/start-qdrant.ts";
import { writeSmallCheckpoint } from "../support/small-checkpoint.ts";

const count = 48;

describe.skipIf(!hasQdrant)(`lesion on a real Qdrant${needsQdrant}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "lesion-qdrant-cli-"));
  const home = join(folder, "home");
  const prefix = `test-${randomUUID()}`;
  const env = { LESION_MODEL: "small" };
  let server: QdrantServer;
  /** The default store, and one on Qdrant, as words of a command. */
  let stores: { sqlite: string[]; qdrant: string[] };

  const lesion = (...words: string[]) => runLesion(words, { home, env });
  const ask = async <Answer = SearchAnswer>(...words: string[]) => {
    const run = await lesion(...words, "--json");
    expect(run).toMatchObject({ code: 0, stderr: "" });
    return run.json<Answer>();
  };
  const both = async (...words: string[]) => [
    await ask(...words, ...stores.sqlite),
    await ask(...words, ...stores.qdrant),
  ];

  beforeAll(async () => {
    server = await startQdrant();
    stores = { sqlite: [], qdrant: ["--store", `qdrant:${server.url}?prefix=${prefix}&retry_for_ms=5000`] };
    await drawnIsicArchive(join(folder, "archive"), count);
    const checkpoint = writeSmallCheckpoint(join(folder, "checkpoint"));
    expect((await lesion("models", "import", checkpoint, "--id", "small")).code).toBe(0);
    const nothing = await lesion("search", "hair", ...stores.qdrant);
    expect(nothing.code).toBe(1);
    expect(nothing.stderr).toContain("lesion index LOCATION --archive NAME");
  });
  afterAll(async () => {
    for (const name of server ? ["images-1", "documents"] : []) {
      await fetch(`${server.url}/collections/${prefix}-${name}`, { method: "DELETE" });
    }
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test(
    "an archive is indexed there, and nothing is encoded a second time; a dry run makes nothing",
    { timeout: 600_000 },
    async () => {
      const words = ["index", join(folder, "archive"), "--archive", "drawn", "--json"];
      const dry = await lesion(...words, ...stores.qdrant, "--dry-run");
      expect(dry.events().at(-1)).toMatchObject({ event: "done", stored: count });
      expect(await ask("status", ...stores.qdrant)).toMatchObject({ store: { exists: false, images: 0 } });
      expect((await lesion(...words, ...stores.sqlite)).events().at(-1)).toMatchObject({ stored: count });
      const first = await lesion(...words, ...stores.qdrant);
      expect(first.events().at(-1)).toMatchObject({
        event: "done",
        stored: count,
        rejected: 0,
        readiness: { status: expect.stringMatching(/^(?:green|yellow|grey)$/), detail: expect.any(String) },
      });
      const second = await lesion(...words, ...stores.qdrant);
      expect(second.events().at(-1)).toMatchObject({ stored: 0, unchanged: count, updated: 0 });
    },
  );

  test.each([
    ["words", ["search", "irregular shape", "--not", "hair", "--limit", "20"]],
    ["words with a filter", ["search", "bleeding", "--filter", '{"must":{"key":"sex","match":{"value":"female"}}}']],
    ["words with a cut-off", ["search", "bleeding", "--min-presence", "0.01", "--limit", "100"]],
    ["a stored image", ["similar", `drawn:${isicKey(3)}`, "--exclude-group", "--limit", "30"]],
    ["a photograph", ["similar", join(folder, "archive", "images", `${isicKey(5)}.jpg`), "--min-score", "0.2"]],
  ])("%s find the same images in both stores", async (_, words) => {
    const [sqlite, qdrant] = await both(...words);
    expect(sqlite.hits.length).toBeGreaterThan(0);
    expect(qdrant.hits.map(({ id }) => id)).toEqual(sqlite.hits.map(({ id }) => id));
    expect(qdrant.hits.map(({ record, path }) => ({ record, path }))).toEqual(
      sqlite.hits.map(({ record, path }) => ({ record, path })),
    );
    expect([qdrant.matching, qdrant.searched]).toEqual([sqlite.matching, sqlite.searched]);
    qdrant.hits.forEach(({ score }, rank) => expect(score).toBeCloseTo(sqlite.hits[rank].score, 5));
  });

  test("a stored image is classified by its vector", async () => {
    const words = ["classify", `drawn:${isicKey(9)}`, "--classes", "nevus;melanoma"];
    const [sqlite, qdrant] = await Promise.all(
      Object.values(stores).map((store) => ask<{ results: { probabilities: number[] }[] }>(...words, ...store)),
    );
    expect(qdrant.results[0].probabilities[0]).toBeCloseTo(sqlite.results[0].probabilities[0], 5);
  });

  test("status says what is there and whether it is ready", async () => {
    expect(await ask("status", ...stores.qdrant)).toMatchObject({
      store: { url: `qdrant:${server.url}?prefix=${prefix}`, exists: true, images: count, health: { status: "green" } },
      archives: [{ name: "drawn", images: count, format: "isic", location: join(folder, "archive") }],
      models: expect.arrayContaining([expect.objectContaining({ id: "small", vectors: count })]),
    });
    expect((await lesion("status", ...stores.qdrant)).stdout).toContain(`${count} images, green`);
  });

  test("doctor says the server and everything that shapes our collections, and nobody else's", async () => {
    const { qdrant } = await ask<{
      qdrant: { version: string; collections: object[]; asked_for: object; differs: string[] };
    }>("doctor", ...stores.qdrant);
    expect(qdrant.version).toMatch(/^1\.\d+\.\d+/);
    expect(qdrant.asked_for).toMatchObject({ collection: { prefix, hnsw_m: 16 }, search: { ef: 1024 } });
    expect(qdrant.differs).toEqual([]);
    expect(qdrant.collections).toMatchObject([
      { name: `${prefix}-documents`, holds: "documents", status: "green" },
      {
        name: `${prefix}-images-1`,
        alias: `${prefix}-images`,
        holds: "images",
        status: "green",
        optimizer: "ok",
        points: count,
        config: { params: { shard_number: 1, replication_factor: 1 }, hnsw_config: { m: 16 } },
      },
    ]);
    const [option, url] = stores.qdrant;
    const { stdout } = await lesion("doctor", option, `${url}&hnsw_m=32`);
    expect(stdout).toContain(`${prefix}-images-1 was made with hnsw_m 16, --store asks for 32`);
    for (const word of ["server Qdrant 1.", "hnsw_config.m", "payload_index.", "indexing_threshold", "small"]) {
      expect(stdout).toContain(word);
    }
  });
});

describe.skipIf(!hasOwnQdrant)(`a Qdrant with an API key${needsOwnQdrant}`, () => {
  test("takes the key of LESION_QDRANT_API_KEY, which no answer shows, and refuses a command without it", async () => {
    const home = mkdtempSync(join(tmpdir(), "lesion-qdrant-key-"));
    const server = await startOwnQdrant({ settings: { QDRANT__SERVICE__API_KEY: "the-secret" } });
    try {
      const words = ["doctor", "--store", `qdrant:${server.url}`, "--json"];
      const refused = await runLesion(words, { home });
      expect(refused.code).toBe(1);
      expect(refused.json()).toMatchObject({ problem: expect.stringContaining("set LESION_QDRANT_API_KEY") });
      const taken = await runLesion(words, { home, env: { LESION_QDRANT_API_KEY: "the-secret" } });
      expect(taken.code).toBe(0);
      expect(taken.json()).toMatchObject({ qdrant: { collections: [] }, store: { exists: false } });
      expect(taken.stdout + taken.stderr).not.toContain("the-secret");
    } finally {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    }
  });
});
