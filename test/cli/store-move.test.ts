import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SearchAnswer } from "@lesion-atlas/analysis";
import type { BackupManifest } from "@lesion-atlas/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawnIsicArchive } from "../support/drawn-isic-archive.ts";
import { runLesion } from "../support/lesion-command.ts";
import { writeSmallCheckpoint } from "../support/small-checkpoint.ts";

const count = 24;
const folder = mkdtempSync(join(tmpdir(), "lesion-move-"));
const home = join(folder, "home");
const env = { LESION_MODEL: "small" };
const lesion = (...words: string[]) => runLesion(words, { home, env });
const storeAt = (name: string) => `sqlite:${join(folder, `${name}.sqlite`)}`;
const full = storeAt("full");
const searched = async (store: string) => {
  const run = await lesion("search", "nevus", "--store", store, "--limit", "100", "--json");
  expect(run.code, run.stderr).toBe(0);
  const { timings_ms: _, ...answer } = run.json<SearchAnswer>();
  return answer;
};

beforeAll(async () => {
  const checkpoint = writeSmallCheckpoint(join(folder, "checkpoint"));
  const imported = await lesion("models", "import", checkpoint, "--id", "small");
  expect(imported.code, imported.stderr).toBe(0);
  const archive = await drawnIsicArchive(join(folder, "archive"), count);
  const indexed = await lesion("index", archive, "--archive", "drawn", "--store", full);
  expect(indexed.code, indexed.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("lesion store migrate", () => {
  test("copies a store, which is then searched with the same answer", async () => {
    const run = await lesion("store", "migrate", "--from", full, "--to", storeAt("copy"), "--json");
    expect(run.code, run.stderr).toBe(0);
    const events = run.events();
    expect(events[0]).toMatchObject({ event: "start", from: full, to: storeAt("copy") });
    expect(events).toContainEqual({ event: "progress", part: "images", done: count, total: count, unchanged: 0 });
    expect(events.at(-1)).toMatchObject({
      event: "done",
      images: count,
      unchanged: 0,
      models: [{ id: "small", vectors: count }],
      documents: { archive: 1 },
      checked: { images: count, vectors: count, largest_difference: 0 },
    });
    const answer = await searched(storeAt("copy"));
    expect(answer.hits.length).toBe(count);
    expect(answer).toEqual(await searched(full));
  });

  test("a store that is not empty is left alone without --merge", async () => {
    const words = ["store", "migrate", "--to", storeAt("copy"), "--store", full];
    const refused = await lesion(...words);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("--merge");
    const merged = await lesion(...words, "--merge");
    expect(merged.code, merged.stderr).toBe(0);
    expect(merged.stdout).toContain(`${count} of them were there already`);
    expect(merged.stdout).toContain("bit for bit");
  });

  test("a source that is not there, and one store for both, are refused and nothing is made", async () => {
    const missing = await lesion("store", "migrate", "--from", storeAt("missing"), "--to", storeAt("other"));
    expect([missing.code, missing.stderr]).toEqual([1, expect.stringContaining("there is no store at sqlite:")]);
    const same = await lesion("store", "migrate", "--from", full, "--to", full);
    expect(same.code).toBe(2);
    const unclear = await lesion("store", "migrate", "--from", full, "--to", "elsewhere");
    expect(unclear.code).toBe(2);
    expect(["missing", "other"].filter((name) => existsSync(join(folder, `${name}.sqlite`)))).toEqual([]);
  });
});

describe("lesion store backup and restore", () => {
  test("a backup brings the store back, with the same answers", async () => {
    const out = join(folder, "backup");
    const backup = await lesion("store", "backup", out, "--store", full, "--json");
    expect(backup.code, backup.stderr).toBe(0);
    const { manifest } = backup.events<{ manifest: BackupManifest }>().at(-1)!;
    expect(manifest).toMatchObject({ kind: "sqlite", from: full, images: count, documents: { archive: 1 } });
    const [{ model, vectors }] = manifest.models;
    expect([model.id, vectors]).toEqual(["small", count]);
    const modelFile = JSON.parse(readFileSync(join(out, "models", `${model.fingerprint}.json`), "utf8"));
    expect(modelFile).toMatchObject({ id: "small", dimensions: model.dimensions, fingerprint: model.fingerprint });
    const again = await lesion("store", "backup", out, "--store", full);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("is there already")]);

    const restored = await lesion("store", "restore", out, "--store", storeAt("restored"));
    expect(restored.code, restored.stderr).toBe(0);
    expect(restored.stdout).toContain(`${count} images, 1 documents`);
    expect(await searched(storeAt("restored"))).toEqual(await searched(full));
    const taken = await lesion("store", "restore", out, "--store", storeAt("restored"));
    expect([taken.code, taken.stderr]).toEqual([2, expect.stringContaining("is there already")]);
  });
});
