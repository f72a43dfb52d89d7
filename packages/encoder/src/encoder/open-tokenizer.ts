import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import type { TextSettings } from "../models/model-file.ts";
import { loadClipVocabulary } from "../tokenizer/clip-vocabulary.ts";
import { createClipTokenizer } from "../tokenizer/create-clip-tokenizer.ts";
import { createHuggingfaceTokenizer } from "../tokenizer/create-huggingface-tokenizer.ts";
import type { Tokenizer } from "../tokenizer/tokenizer.ts";

const configSchema = z.looseObject({});

/**
 * The tokenizer of a model folder: CLIP's, or its `tokenizer.json` with `tokenizer_config.json` where there is one.
 *
 * @throws AppError `model_invalid` for a file that is no tokenizer, `unsupported` for a kind that is not read here
 */
export async function openTokenizer(folder: string, text: TextSettings): Promise<Tokenizer> {
  const { context_length: contextLength, cleaning, pad_token: padToken } = text;
  if (text.tokenizer === "clip") {
    await loadClipVocabulary();
    const clip = createClipTokenizer({ contextLength, cleaning });
    return padToken === undefined ? clip : { ...clip, padToken };
  }
  const config = configSchema.optional().safeParse(await readJson(folder, "tokenizer_config.json"));
  if (!config.success) throw new AppError("model_invalid", `${folder}/tokenizer_config.json is no JSON object`);
  const tokenizer = await readJson(folder, text.tokenizer);
  return createHuggingfaceTokenizer(tokenizer, { contextLength, cleaning, padToken, config: config.data });
}

/** Undefined when there is no such file. */
async function readJson(folder: string, name: string): Promise<unknown> {
  const path = join(folder, name);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new AppError("model_invalid", `cannot read ${path}: ${error.message}`, { cause: error });
  });
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError("model_invalid", `${path} is no JSON: ${String(error)}`, { cause: error });
  }
}
