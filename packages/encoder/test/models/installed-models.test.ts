import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { AppError } from "@lesion-atlas/core";
import { describe, expect, test } from "vitest";
import { createModelFolder } from "../../src/models/create-model-folder.ts";
import { installModelFolder, isModelFolder } from "../../src/models/install-model-folder.ts";
import { findModel, listModels } from "../../src/models/list-models.ts";
import { readModelFolder } from "../../src/models/read-model-folder.ts";
import { verifyModelFolder } from "../../src/models/verify-model-folder.ts";
import { temporaryFolder } from "../checkpoint/temporary-folder.ts";
import { description, writeTinyModel } from "./tiny-model.ts";

const listed = async (folder: string) => (await listModels(folder)).map(({ id }) => id);

describe("installing a model folder", () => {
  test("takes what a lab wrote by hand, and records it", async () => {
    const source = await writeTinyModel(temporaryFolder());
    writeFileSync(join(source, "model.json"), JSON.stringify({ format: 1, ...description, id: "lab" }));
    writeFileSync(join(source, "README.md"), "ours");
    const modelsFolder = join(temporaryFolder(), "home", "models");
    const folder = await installModelFolder(source, { id: "mine", modelsFolder });
    expect(isModelFolder(folder)).toBe(true);
    const { model } = await readModelFolder(folder);
    expect(model).toMatchObject({ id: "mine", fingerprint: (await readModelFolder(source)).model.fingerprint });
    expect((await verifyModelFolder(folder)).problems).toEqual([]);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toBe("ours");
    expect(readdirSync(modelsFolder)).toEqual(["mine"]);
  });

  test("refuses a taken id unless forced, and then replaces the whole folder", async () => {
    const source = await writeTinyModel(temporaryFolder());
    const modelsFolder = temporaryFolder();
    const folder = await installModelFolder(source, { id: "tiny", modelsFolder });
    writeFileSync(join(folder, "stale"), "x");
    await expect(installModelFolder(source, { id: "tiny", modelsFolder })).rejects.toMatchObject({ code: "conflict" });
    expect(existsSync(join(folder, "stale"))).toBe(true);
    await installModelFolder(source, { id: "tiny", modelsFolder, force: true });
    expect(existsSync(join(folder, "stale"))).toBe(false);
    expect(readdirSync(modelsFolder)).toEqual(["tiny"]);
  });

  test("refuses a file that is not the recorded one, and leaves nothing behind", async () => {
    const source = await writeTinyModel(temporaryFolder());
    appendFileSync(join(source, "image.onnx.data"), "x");
    const modelsFolder = temporaryFolder();
    await expect(installModelFolder(source, { id: "tiny", modelsFolder })).rejects.toMatchObject({
      code: "model_invalid",
      message: expect.stringContaining("image.onnx.data"),
    });
    expect(readdirSync(modelsFolder)).toEqual([]);
  });

  test("refuses what is no model folder", async () => {
    const source = temporaryFolder();
    await expect(installModelFolder(source, { id: "a", modelsFolder: source })).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("a new model folder", () => {
  test.each(["", "..", "../a", "a/b", ".hidden", "a b", "x".repeat(65)])("is refused under the id %j", async (id) => {
    const modelsFolder = temporaryFolder();
    await expect(createModelFolder({ id, modelsFolder }, async () => {})).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  test("is not there when filling fails or is cancelled, and the one it was to replace stays", async () => {
    const modelsFolder = temporaryFolder();
    const fill = async (folder: string) => writeFileSync(join(folder, "first"), "1");
    const folder = await createModelFolder({ id: "a", modelsFolder }, fill);
    const full = new AppError("too_large", "the disk is full");
    const broken = createModelFolder({ id: "a", modelsFolder, force: true }, async () => Promise.reject(full));
    await expect(broken).rejects.toBe(full);
    const stop = new AbortController();
    const stopped = createModelFolder({ id: "a", modelsFolder, force: true, signal: stop.signal }, async () =>
      stop.abort(),
    );
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
    expect(readdirSync(folder)).toEqual(["first"]);
    expect(readdirSync(modelsFolder)).toEqual(["a"]);
  });

  test("clears away what a killed import left days ago, and not what is under way", async () => {
    const modelsFolder = temporaryFolder();
    for (const name of [".importing-old", ".importing-new", "kept"]) mkdirSync(join(modelsFolder, name));
    writeFileSync(join(modelsFolder, ".importing-old", "image.onnx.data"), "half");
    const twoDaysAgo = Date.now() / 1000 - 2 * 24 * 3600;
    for (const name of [".importing-old", "kept"]) utimesSync(join(modelsFolder, name), twoDaysAgo, twoDaysAgo);
    await createModelFolder({ id: "a", modelsFolder }, async () => {});
    expect(readdirSync(modelsFolder).sort()).toEqual([".importing-new", "a", "kept"]);
  });

  test("of two at once with one id, one is told", async () => {
    const modelsFolder = temporaryFolder();
    const both = await Promise.allSettled(
      ["1", "2"].map((name) =>
        createModelFolder({ id: "a", modelsFolder }, async (folder) => writeFileSync(join(folder, name), name)),
      ),
    );
    const told = both.filter((result) => result.status === "rejected");
    expect(told).toHaveLength(1);
    expect(told[0].reason).toMatchObject({ code: "conflict" });
    expect(readdirSync(join(modelsFolder, "a"))).toHaveLength(1);
  });
});

describe("listing", () => {
  test("has every model by id, damaged ones with the reason, and nothing else", async () => {
    const modelsFolder = temporaryFolder();
    const source = await writeTinyModel(temporaryFolder());
    for (const id of ["b", "a"]) await installModelFolder(source, { id, modelsFolder });
    mkdirSync(join(modelsFolder, "broken"));
    writeFileSync(join(modelsFolder, "broken", "model.json"), "{}");
    mkdirSync(join(modelsFolder, ".importing-x"));
    mkdirSync(join(modelsFolder, "empty"));
    writeFileSync(join(modelsFolder, "README.md"), "models");
    expect(await listed(modelsFolder)).toEqual(["a", "b", "broken"]);
    const [first, , broken] = await listModels(modelsFolder);
    expect(first).toMatchObject({ folder: join(modelsFolder, "a"), settings: { dimensions: 4, license: "MIT" } });
    expect(broken).toMatchObject({ id: "broken", problem: expect.stringContaining("model.json is malformed") });
    rmSync(modelsFolder, { recursive: true });
    expect(await listed(modelsFolder)).toEqual([]);
  });

  test("finds one by its id, or tells which there are", async () => {
    const modelsFolder = temporaryFolder();
    await installModelFolder(await writeTinyModel(temporaryFolder()), { id: "a", modelsFolder });
    expect(await findModel(modelsFolder, "a")).toMatchObject({ id: "a" });
    await expect(findModel(modelsFolder, "b")).rejects.toMatchObject({
      code: "not_found",
      message: expect.stringContaining("there is a"),
    });
  });
});
