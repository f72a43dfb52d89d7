import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openFacts, readManifest, readModelFolder } from "../../src/index.ts";
import { manifestSchema } from "../../src/registry/manifest-schema.ts";

const models = fileURLToPath(new URL("../../../../models/", import.meta.url));
const manifest = await readManifest(`${models}manifest.json`);
const hubEntry = manifest.find(({ source }) => source.kind === "hub")!;

test("the manifest lists the models of the field, and the demo as it lies there", async () => {
  expect(manifest.map(({ id }) => id)).toEqual([
    "whylesionclip",
    "clip-vit-l-14",
    "clip-vit-b-32",
    "clip-vit-b-16",
    "openclip-vit-l-14-laion2b",
    "openclip-vit-b-32-laion2b",
    "pubmedclip",
    "monet",
    "demo",
  ]);
  const { settings } = await readModelFolder(`${models}demo`);
  const demo = manifest.find(({ id }) => id === "demo")!;
  expect(demo).toMatchObject({
    dimensions: settings.dimensions,
    logit_scale: settings.logit_scale,
    preprocessing: settings.preprocessing,
    license: settings.license,
  });
  expect(openFacts(demo)).toEqual([]);
});

test("every key of the schema is in models/README.md", async () => {
  const text = await readFile(`${models}README.md`, "utf8");
  for (const key of Object.keys(hubEntry)) expect(text, key).toMatch(new RegExp(`\`(source\\.)?${key}`));
});

test("says what nobody has checked", () => {
  const facts = openFacts(hubEntry).join("\n");
  expect(facts).toContain("not verified: revision, preprocessing, logit scale, overlap");
  expect(facts).toContain("main is no commit");
  expect(facts).toContain("no SHA-256 known of open_clip_config.json, README.md");
});

describe("an entry is refused", () => {
  const source = hubEntry.source as Extract<typeof hubEntry.source, { kind: "hub" }>;
  const withFile = (name: string) => ({ ...hubEntry, source: { ...source, files: [{ name }] } });
  test.each([
    ["a file in a folder above", withFile("../weights.bin")],
    ["a file by an absolute path", withFile("/etc/passwd")],
    ["a file in a folder below", withFile("sub/weights.bin")],
    ["a Windows path", withFile("..\\weights.bin")],
    ["a drive", withFile("C:weights.bin")],
    ["a hidden file", withFile(".hashes.json")],
    ["a NUL in a name", withFile("weights.bin\0.txt")],
    ["a repository that climbs", { ...hubEntry, source: { ...source, repository: "../../x" } }],
    ["a revision that is a path", { ...hubEntry, source: { ...source, revision: "../main" } }],
    ["an id that is a path", { ...hubEntry, id: "../demo" }],
    ["a branch that passes for a pin", { ...hubEntry, unverified: [] }],
    ["a misspelt key", { ...hubEntry, licence: "MIT" }],
  ])("for %s", (_, entry) => {
    expect(manifestSchema.safeParse({ format: 1, models: [entry] }).success).toBe(false);
  });

  test("for an id that another has", () => {
    expect(manifestSchema.safeParse({ format: 1, models: [hubEntry, hubEntry] }).error?.message).toContain(
      "two models",
    );
  });
});
