import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { z } from "zod";
import { readJsonIfThere } from "../../files/read-json.ts";
import type { ClipConfiguration } from "../configuration/clip-configuration.ts";

const tokenizerFile = "tokenizer.json";
const settingsFile = "tokenizer_config.json";

const addedTokensSchema = z.looseObject({
  added_tokens: z.array(z.looseObject({ id: z.int(), content: z.string() })),
});
const separatorSchema = z.looseObject({
  sep_token: z.union([z.string(), z.looseObject({ content: z.string() }).transform(({ content }) => content)]),
});

/**
 * Completes a configuration by what only the tokenizer's own file tells: the id of a separator that counts as 0.
 *
 * @throws AppError `not_found` when the model needs a `tokenizer.json` and there is none, `model_invalid` when that has no
 * separator
 */
export async function withTokenizer(
  configuration: ClipConfiguration,
  folder: string,
  options: CallOptions = {},
): Promise<ClipConfiguration> {
  const { tokenizer, text } = configuration;
  if (tokenizer.kind === "clip") return configuration;
  const file = await readJsonIfThere(join(folder, tokenizerFile), options);
  if (file === undefined) {
    throw new AppError("not_found", `this model has a vocabulary of its own: put its ${tokenizerFile} into ${folder}`);
  }
  if (!tokenizer.blanksSeparator) return configuration;
  const settings = await readJsonIfThere(join(folder, settingsFile), options);
  return { ...configuration, text: { ...text, blankedToken: separatorOf(file, settings) } };
}

function separatorOf(file: unknown, settings: unknown): number {
  const name = separatorSchema.safeParse(settings).data?.sep_token ?? "[SEP]";
  const added = addedTokensSchema.safeParse(file).data?.added_tokens ?? [];
  const found = added.find(({ content }) => content === name);
  if (!found) throw new AppError("model_invalid", `${tokenizerFile} has no separator ${name} among its added tokens`);
  return found.id;
}

/** Puts the tokenizer beside the graphs, where the model has one of its own. */
export async function copyTokenizer(
  { tokenizer }: ClipConfiguration,
  from: string,
  to: string,
  options: CallOptions = {},
): Promise<void> {
  if (tokenizer.kind === "clip") return;
  await copyFile(join(from, tokenizerFile), join(to, tokenizerFile));
  if ((await readJsonIfThere(join(from, settingsFile), options)) === undefined) return;
  await copyFile(join(from, settingsFile), join(to, settingsFile));
}
