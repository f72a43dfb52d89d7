import { join } from "node:path";
import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import { readJsonIfThere } from "../files/read-json.ts";
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
  const config = configSchema.optional().safeParse(await readJsonIfThere(join(folder, "tokenizer_config.json")));
  if (!config.success) throw new AppError("model_invalid", `${folder}/tokenizer_config.json is no JSON object`);
  const tokenizer = await readJsonIfThere(join(folder, text.tokenizer));
  return createHuggingfaceTokenizer(tokenizer, { contextLength, cleaning, padToken, config: config.data });
}
