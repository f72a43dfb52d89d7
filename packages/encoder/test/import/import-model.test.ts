import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSession } from "@lesion-atlas/compute";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { importModel, readModelFolder } from "../../src/index.ts";
import { greatestDifference, recordedCases, tensorsOf } from "./recorded-cases.ts";
import { encodeRows } from "./tower-rows.ts";
import { transformersTensors } from "./transformers-tensors.ts";
import { type DrawnTensor, writeSafetensors } from "./write-safetensors.ts";

const recorded = recordedCases.find(({ name }) => name === "QuickGELU, deeper")!;
const { vision_cfg: vision, text_cfg: text } = recorded.model_cfg as unknown as Record<string, Record<string, number>>;

let place: string;
let source: string;
let modelsFolder: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "lesion-import-"));
  [source, modelsFolder] = [join(place, "source"), join(place, "models")];
  await mkdir(source);
});
afterEach(() => rm(place, { recursive: true, force: true }));

async function writeOpenClip(changes: { model?: object; tensors?: Record<string, DrawnTensor | undefined> } = {}) {
  const all = Object.entries({ ...tensorsOf(recorded), ...changes.tensors });
  const present = all.filter((entry): entry is [string, DrawnTensor] => entry[1] !== undefined);
  await writeSafetensors(join(source, "open_clip_model.safetensors"), Object.fromEntries(present));
  const model_cfg = { ...recorded.model_cfg, ...changes.model };
  await writeFile(join(source, "open_clip_config.json"), JSON.stringify({ model_cfg }));
}

async function expectNothingLeft() {
  expect(await readdir(modelsFolder).catch(() => [])).toEqual([]);
}

async function textDifference(folder: string): Promise<number> {
  const session = await createSession(join(folder, "text.onnx"));
  const found = await encodeRows(session, recorded.texts, 9);
  await session.close();
  return greatestDifference(found, recorded.embeddings);
}

describe("an open_clip folder", () => {
  test("becomes a model folder, with progress up to the last weight", async () => {
    await writeOpenClip();
    await writeFile(join(source, "README.md"), "---\ntags:\n- clip\nlicense: cc-by-nc-4.0\n---\n# Model\n");
    const seen: { done: number; total: number }[] = [];
    const folder = await importModel(
      source,
      { id: "mine", modelsFolder },
      { onProgress: (progress) => seen.push(progress) },
    );
    expect(folder).toBe(join(modelsFolder, "mine"));
    expect(await readdir(folder)).toEqual([
      "image.onnx",
      "image.onnx.data",
      "model.json",
      "text.onnx",
      "text.onnx.data",
    ]);
    expect(seen.map(({ done }) => done)).toEqual(Array.from({ length: seen[0].total }, (_, index) => index + 1));
    const { model, settings } = await readModelFolder(folder);
    expect(model).toMatchObject({ id: "mine", dimensions: 12, templates: [], license: "cc-by-nc-4.0" });
    expect(model.logitScale).toBeCloseTo(Math.exp(3.5), 4);
    expect(settings.text).toMatchObject({ tokenizer: "clip", context_length: 9, padding: "longest" });
  });

  test.each(["open_clip_model.safetensors", "open_clip_config.json"])("may be named by its %s", async (name) => {
    await writeOpenClip();
    const folder = await importModel(join(source, name), { id: "mine", modelsFolder });
    expect(await textDifference(folder)).toBeLessThan(1e-5);
  });

  test("gives the same files each time", async () => {
    await writeOpenClip();
    const folders = [];
    for (const id of ["one", "two"]) folders.push(await importModel(source, { id, modelsFolder }));
    const [one, two] = await Promise.all(folders.map((folder) => readModelFolder(folder)));
    expect(one.model.fingerprint).toBe(two.model.fingerprint);
  });
});

test("a transformers folder, its queries, keys and values apart, gives the same embeddings", async () => {
  await writeSafetensors(join(source, "model.safetensors"), transformersTensors(tensorsOf(recorded)));
  const towerOf = (tower: Record<string, number>, heads: number) => ({
    hidden_size: tower.width,
    intermediate_size: 4 * tower.width,
    num_hidden_layers: tower.layers,
    num_attention_heads: heads,
    hidden_act: "quick_gelu",
  });
  const config = {
    model_type: "clip",
    projection_dim: 12,
    vision_config: { ...towerOf(vision, 3), image_size: vision.image_size, patch_size: vision.patch_size },
    text_config: {
      ...towerOf(text, text.heads),
      vocab_size: text.vocab_size,
      max_position_embeddings: text.context_length,
      eos_token_id: 49,
    },
  };
  await writeFile(join(source, "config.json"), JSON.stringify(config));
  await expect(importModel(source, { id: "hf", modelsFolder })).rejects.toMatchObject({ code: "not_found" });
  await writeFile(join(source, "tokenizer.json"), JSON.stringify({ model: { type: "BPE" } }));
  const folder = await importModel(source, { id: "hf", modelsFolder });
  expect(await textDifference(folder)).toBeLessThan(1e-5);
  expect(await readdir(folder)).toContain("tokenizer.json");
});

test("a model folder is taken as it is", async () => {
  await writeOpenClip();
  const first = await importModel(source, { id: "first", modelsFolder });
  const lab = join(place, "lab");
  await cp(first, lab, { recursive: true });
  const second = await importModel(lab, { id: "second", modelsFolder });
  const [one, two] = await Promise.all([first, second].map((folder) => readModelFolder(folder)));
  expect(two.model).toEqual({ ...one.model, id: "second" });
});

describe("nothing is written", () => {
  test("for weights that are missing, of another shape or unknown: all are named", async () => {
    await writeOpenClip({
      tensors: {
        "visual.proj": undefined,
        ln_final: undefined,
        "ln_final.bias": { shape: [3], values: new Float32Array(3) },
        "visual.ln_extra": { shape: [1], values: new Float32Array(1) },
      },
    });
    await expect(importModel(source, { id: "mine", modelsFolder })).rejects.toMatchObject({
      code: "model_invalid",
      message:
        "the weights do not fit the model's configuration: it has no visual.proj; of another shape: " +
        "ln_final.bias is [3], not [16]; it has weights that the configuration does not explain: visual.ln_extra",
    });
    await expectNothingLeft();
  });

  test("for a model that is not supported", async () => {
    await writeOpenClip({ model: { vision_cfg: { timm_model_name: "vit_base_patch16_224" } } });
    await expect(importModel(source, { id: "mine", modelsFolder })).rejects.toMatchObject({
      code: "unsupported",
      message: "not supported: an image tower from timm (vit_base_patch16_224)",
    });
    await expectNothingLeft();
  });

  test("without a configuration, without weights, or with several", async () => {
    await expect(importModel(join(place, "none"), { id: "a", modelsFolder })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(importModel(source, { id: "a", modelsFolder })).rejects.toThrow("holds no weights");
    await writeOpenClip();
    await rm(join(source, "open_clip_config.json"));
    await expect(importModel(source, { id: "a", modelsFolder })).rejects.toThrow("no open_clip_config.json beside");
    const weights = join(source, "open_clip_model.safetensors");
    for (const name of ["epoch_1.pt", "epoch_2.pt"]) await cp(weights, join(source, name));
    await rm(weights);
    await expect(importModel(source, { id: "a", modelsFolder })).rejects.toThrow("(epoch_1.pt, epoch_2.pt)");
    await expectNothingLeft();
  });
});

describe("nothing is left", () => {
  test("of an import that was cancelled in the middle", async () => {
    await writeOpenClip();
    const controller = new AbortController();
    const onProgress = ({ done }: { done: number }) => done === 10 && controller.abort();
    const running = importModel(source, { id: "mine", modelsFolder }, { signal: controller.signal, onProgress });
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    await expectNothingLeft();
  });

  test("of one whose weights are no numbers", async () => {
    const values = new Float32Array(16).fill(1);
    values[7] = Number.NaN;
    await writeOpenClip({ tensors: { "ln_final.weight": { shape: [16], values } } });
    await expect(importModel(source, { id: "mine", modelsFolder })).rejects.toMatchObject({
      code: "model_invalid",
      message: expect.stringContaining("ln_final.weight"),
    });
    await expectNothingLeft();
  });
});

test("an id that is taken is refused and kept, and replaced with force", async () => {
  await writeOpenClip();
  const folder = await importModel(source, { id: "mine", modelsFolder });
  const before = await readFile(join(folder, "model.json"), "utf8");
  const { ino } = await stat(folder);
  await expect(importModel(source, { id: "mine", modelsFolder })).rejects.toMatchObject({ code: "conflict" });
  expect(await readFile(join(folder, "model.json"), "utf8")).toBe(before);
  await importModel(source, { id: "mine", modelsFolder, force: true });
  expect((await stat(folder)).ino).not.toBe(ino);
  expect(await readdir(modelsFolder)).toEqual(["mine"]);
});
