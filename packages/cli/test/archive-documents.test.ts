import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SearchAnswer } from "@lesion-atlas/analysis";
import { createEmbeddedCatalog } from "@lesion-atlas/store";
import { expect, onTestFinished, test } from "vitest";
import { readArchives, rememberArchive, withPaths } from "../src/archive-documents.ts";

test("an archive's place is remembered, and gives each hit the path of its file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lesion-cli-"));
  const catalog = await createEmbeddedCatalog(join(folder, "store.sqlite"));
  onTestFinished(async () => {
    await catalog.close();
    await rm(folder, { recursive: true });
  });
  await rememberArchive(catalog, "ham", { location: "/data/old", format: "isic" });
  await rememberArchive(catalog, "ham", {
    location: "/data/ham.zip",
    format: "ham10000",
    indexed_at: "2026-11-25T00:00:00Z",
  });
  await catalog.put("archive", "of another build", { place: 1 });
  expect([...(await readArchives(catalog))]).toEqual([
    ["ham", { location: "/data/ham.zip", format: "ham10000", indexed_at: "2026-11-25T00:00:00Z" }],
  ]);
  const hits = [
    { archive: "ham", file: "images/a.jpg" },
    { archive: "unknown", file: "b.jpg" },
  ];
  const answer = await withPaths({ hits } as SearchAnswer, catalog);
  expect(answer.hits.map(({ path }) => path)).toEqual([join("/data/ham.zip", "images", "a.jpg"), undefined]);
});
