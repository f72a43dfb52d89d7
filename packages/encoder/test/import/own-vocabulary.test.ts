import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSession } from "@lesion-atlas/compute";
import { afterEach, beforeEach, expect, test } from "vitest";
import { importModel, readModelFolder } from "../../src/index.ts";
import { greatestDifference, recordedCases, tensorsOf } from "./recorded-cases.ts";
import { encodeRows } from "./tower-rows.ts";
import { writeSafetensors } from "./write-safetensors.ts";

const recorded = recordedCases.find(({ name }) => name === "last token, all see all")!;

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "lesion-vocabulary-"));
  await writeSafetensors(join(place, "open_clip_model.safetensors"), tensorsOf(recorded));
});
afterEach(() => rm(place, { recursive: true, force: true }));

async function writeConfiguration(tokenizer_kwargs: object) {
  const text_cfg = { ...recorded.model_cfg.text_cfg, hf_tokenizer_name: "bert-base-uncased", tokenizer_kwargs };
  const model_cfg = { ...recorded.model_cfg, text_cfg };
  await writeFile(join(place, "open_clip_config.json"), JSON.stringify({ model_cfg }));
}

function writeTokenizer(separator: string) {
  const added_tokens = [{ id: 49, content: separator }];
  return writeFile(join(place, "tokenizer.json"), JSON.stringify({ model: { type: "WordPiece" }, added_tokens }));
}

const target = () => ({ id: "mine", modelsFolder: join(place, "models"), force: true });

test("a model with a vocabulary of its own needs the tokenizer.json", async () => {
  await writeConfiguration({ clean: "canonicalize" });
  await expect(importModel(place, target())).rejects.toMatchObject({ code: "not_found" });
  await writeTokenizer("[SEP]");
  const { settings } = await readModelFolder(await importModel(place, target()));
  expect(settings.text).toMatchObject({ tokenizer: "tokenizer.json", cleaning: "canonicalize" });
});

test("a separator that open_clip strips counts as 0 in the graph", async () => {
  await writeConfiguration({ strip_sep_token: true });
  await writeTokenizer("[SEP]");
  const session = await createSession(join(await importModel(place, target()), "text.onnx"));
  const stripped = recorded.texts.map((text) => text.map((id) => (id === 49 ? 0 : id)));
  const [withSeparator, without] = [
    await encodeRows(session, recorded.texts, 9),
    await encodeRows(session, stripped, 9),
  ];
  await session.close();
  expect(greatestDifference(withSeparator, without)).toBe(0);
  expect(greatestDifference(withSeparator, recorded.embeddings)).toBeGreaterThan(0.01);
});

test("the separator's name is that of tokenizer_config.json, and it must be there", async () => {
  await writeConfiguration({ strip_sep_token: true });
  await writeTokenizer("</s>");
  await expect(importModel(place, target())).rejects.toThrow("has no separator [SEP]");
  await writeFile(join(place, "tokenizer_config.json"), JSON.stringify({ sep_token: { content: "</s>" } }));
  await expect(importModel(place, target())).resolves.toBe(join(place, "models", "mine"));
});
