import { appendFileSync, existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fingerprintOf } from "../../src/models/fingerprint.ts";
import { hashModelFiles } from "../../src/models/hash-model-files.ts";
import { modelFileSchema } from "../../src/models/model-file.ts";
import { readModelFolder } from "../../src/models/read-model-folder.ts";
import { verifyModelFolder } from "../../src/models/verify-model-folder.ts";
import { temporaryFolder } from "../checkpoint/temporary-folder.ts";
import { writeTinyModel } from "./tiny-model.ts";

/** Changes one byte and keeps the length. */
function harm(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - 1] ^= 1;
  writeFileSync(path, bytes);
}

function edit(folder: string, change: (file: Record<string, unknown>) => void): void {
  const path = join(folder, "model.json");
  const file = JSON.parse(readFileSync(path, "utf8"));
  change(file);
  writeFileSync(path, JSON.stringify(file));
}

const fingerprintIn = async (folder: string) => (await readModelFolder(folder)).model.fingerprint;

describe("a model folder", () => {
  test("is read with its defaults", async () => {
    const folder = await writeTinyModel(temporaryFolder());
    const { model, settings } = await readModelFolder(folder);
    expect(model).toEqual({
      id: "tiny",
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      dimensions: 4,
      logitScale: 20,
      templates: ["a photo of {}"],
      hasText: true,
      license: "MIT",
    });
    expect(settings.text).toMatchObject({ input: "input_ids", tokenizer: "clip", context_length: 77 });
    expect(settings.files).toHaveProperty(["image.onnx.data", "sha256"]);
    expect(settings.fingerprint).toBe(model.fingerprint);
  });

  test("has the same fingerprint under another id, licence, templates, logit scale, and order of its keys", async () => {
    const folder = await writeTinyModel(temporaryFolder());
    const before = await fingerprintIn(folder);
    const changes = { id: "other", license: "CC0-1.0", templates: [], logit_scale: 1, citation: "us" };
    expect(await fingerprintIn(await writeTinyModel(temporaryFolder(), changes))).toBe(before);
    edit(folder, (file) => {
      const entries = Object.entries(file).reverse();
      for (const key of Object.keys(file)) delete file[key];
      Object.assign(file, Object.fromEntries(entries));
    });
    writeFileSync(join(folder, "README.md"), "what it is");
    expect(await fingerprintIn(folder)).toBe(before);
  });

  test.each<[string, (folder: string) => void]>([
    ["a graph", (folder) => appendFileSync(join(folder, "image.onnx"), "x")],
    ["external weights", (folder) => harm(join(folder, "image.onnx.data"))],
    ["the text graph", (folder) => harm(join(folder, "text.onnx"))],
    ["another file of weights", (folder) => writeFileSync(join(folder, "onnx__MatMul_1"), "x")],
    [
      "the preprocessing",
      (folder) => edit(folder, (file) => Object.assign(file, { preprocessing: { size: 8, mode: "squash" } })),
    ],
    [
      "how texts are padded",
      (folder) => edit(folder, (file) => Object.assign(file, { text: { padding: "context_length" } })),
    ],
  ])("has another fingerprint after a change of %s", async (_, change) => {
    const folder = await writeTinyModel(temporaryFolder());
    const before = await fingerprintIn(folder);
    change(folder);
    expect(await fingerprintIn(folder)).not.toBe(before);
  });

  test.each<[string, string, (folder: string) => void]>([
    ["not_found", "no model.json", (folder) => rmSync(join(folder, "model.json"))],
    ["model_invalid", "no image.onnx", (folder) => rmSync(join(folder, "image.onnx"))],
    ["model_invalid", "no text.onnx", (folder) => rmSync(join(folder, "text.onnx"))],
    [
      "model_invalid",
      "no tokenizer.json",
      (folder) => edit(folder, (file) => Object.assign(file, { text: { tokenizer: "tokenizer.json" } })),
    ],
    ["model_invalid", "a model.json that is no JSON", (folder) => writeFileSync(join(folder, "model.json"), "{")],
    ["model_invalid", "a misspelt key", (folder) => edit(folder, (file) => Object.assign(file, { dimension: 4 }))],
    [
      "model_invalid",
      "a template without a place",
      (folder) => edit(folder, (file) => Object.assign(file, { templates: ["a photo"] })),
    ],
    ["model_invalid", "a newer layout", (folder) => edit(folder, (file) => Object.assign(file, { format: 2 }))],
  ])("is refused (%s) with %s", async (code, _, change) => {
    const folder = await writeTinyModel(temporaryFolder());
    change(folder);
    await expect(readModelFolder(folder)).rejects.toMatchObject({ code });
  });
});

test("a fingerprint does not depend on the order of keys, at any depth", () => {
  const settings = modelFileSchema.parse({ format: 1, id: "a", dimensions: 4, preprocessing: {}, text: {} });
  const files = { a: { bytes: 1, sha256: "0".repeat(64) }, b: { bytes: 2, sha256: "1".repeat(64) } };
  const turned = (object: object) => Object.fromEntries(Object.entries(object).reverse());
  const preprocessing = turned(settings.preprocessing) as typeof settings.preprocessing;
  expect(fingerprintOf({ ...settings, preprocessing }, turned(files) as typeof files)).toBe(
    fingerprintOf(settings, files),
  );
});

describe("verifying", () => {
  test("an untouched folder has no problems", async () => {
    const folder = await writeTinyModel(temporaryFolder());
    const { files, problems, fingerprint } = await verifyModelFolder(folder);
    expect(problems).toEqual([]);
    expect(fingerprint).toBe(await fingerprintIn(folder));
    expect(files.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "image.onnx same",
      "image.onnx.data same",
      "text.onnx same",
    ]);
  });

  test.each<[string, RegExp, (folder: string) => void]>([
    ["a changed file", /^image\.onnx\.data is not the file/, (folder) => harm(join(folder, "image.onnx.data"))],
    ["a missing one", /^image\.onnx\.data is gone/, (folder) => rmSync(join(folder, "image.onnx.data"))],
    ["a new one", /^weights was not there/, (folder) => writeFileSync(join(folder, "weights"), "x")],
    [
      "changed settings",
      /^model\.json was changed/,
      (folder) => edit(folder, (file) => Object.assign(file, { preprocessing: { size: 8, mode: "longest" } })),
    ],
    [
      "a folder that was never imported",
      /^nothing was recorded/,
      (folder) => edit(folder, (file) => delete file.files),
    ],
  ])("tells %s", async (_, problem, change) => {
    const folder = await writeTinyModel(temporaryFolder());
    change(folder);
    const { problems } = await verifyModelFolder(folder);
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });
});

describe("the memory of hashes", () => {
  const large = 65 * 2 ** 20;

  /** A folder with a large file that was changed an hour ago. */
  function withLargeFile(): { folder: string; path: string; cache: string } {
    const folder = temporaryFolder();
    const path = join(folder, "weights");
    writeFileSync(path, Buffer.alloc(large));
    age(path);
    return { folder, path, cache: join(folder, ".hashes.json") };
  }
  function age(path: string, hours = 1): void {
    const then = Date.now() / 1000 - hours * 3600;
    utimesSync(path, then, then);
  }

  test("answers for a large file until its size or time changes", async () => {
    const { folder, path, cache } = withLargeFile();
    const [first] = Object.values(await hashModelFiles(folder, ["weights"]));
    const remembered = readFileSync(cache, "utf8");
    writeFileSync(cache, remembered.replaceAll(first.sha256, "0".repeat(64)));
    expect((await hashModelFiles(folder, ["weights"])).weights.sha256).toBe("0".repeat(64));
    expect((await hashModelFiles(folder, ["weights"], { fresh: true })).weights.sha256).toBe(first.sha256);
    writeFileSync(cache, remembered.replaceAll(first.sha256, "0".repeat(64)));
    age(path, 2);
    expect((await hashModelFiles(folder, ["weights"])).weights.sha256).toBe(first.sha256);
  });

  test("does without a cache that is damaged, and keeps none for what just changed or is small", async () => {
    const { folder, path, cache } = withLargeFile();
    writeFileSync(cache, "nonsense");
    const [first] = Object.values(await hashModelFiles(folder, ["weights"]));
    expect(first.bytes).toBe(large);
    rmSync(cache);
    utimesSync(path, Date.now() / 1000, Date.now() / 1000);
    await hashModelFiles(folder, ["weights"]);
    expect(existsSync(cache)).toBe(false);
    writeFileSync(path, "small");
    age(path);
    await hashModelFiles(folder, ["weights"]);
    expect(existsSync(cache)).toBe(false);
  });
});
