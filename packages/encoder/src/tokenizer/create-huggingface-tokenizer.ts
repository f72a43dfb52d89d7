import { Tokenizer as HuggingfaceTokenizer } from "@huggingface/tokenizers";
import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import { cleanText } from "./clean-text.ts";
import type { TextCleaning } from "./clean-text.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** What of a `tokenizer.json` is read here; the library reads the rest. */
const tokenizerFileSchema = z.looseObject({
  model: z.looseObject({ type: z.string().nullish() }),
  padding: z.looseObject({ pad_id: z.int() }).nullish(),
  added_tokens: z.array(z.looseObject({ id: z.int(), content: z.string() })).nullish(),
});

const modelTypes = ["BPE", "WordPiece", "Unigram"];
const padNames = ["[PAD]", "<pad>"];

export interface HuggingfaceTokenizerOptions {
  /** The longest row; the model's own limit. */
  contextLength: number;
  /** Default `none`, as transformers does; open_clip cleans with `whitespace` first. */
  cleaning?: TextCleaning;
  /** Default: the file's own, else the added token named [PAD] or <pad>, else 0. */
  padToken?: number;
  /** The parsed `tokenizer_config.json`, where there is one. */
  config?: object;
}

/**
 * A tokenizer from the parsed `tokenizer.json` of a Hugging Face model, through `@huggingface/tokenizers`. A long text
 * loses its last words; the special tokens round it stay, as in transformers.
 *
 * @throws AppError `model_invalid` for a file that is no tokenizer, `unsupported` for a kind the library does not have.
 */
export function createHuggingfaceTokenizer(tokenizerJson: unknown, options: HuggingfaceTokenizerOptions): Tokenizer {
  const parsed = tokenizerFileSchema.safeParse(tokenizerJson);
  if (!parsed.success) {
    throw new AppError("model_invalid", `tokenizer.json is not a tokenizer: ${z.prettifyError(parsed.error)}`);
  }
  const file = parsed.data;
  const { contextLength, cleaning = "none" } = options;
  const library = open(file, options.config ?? {});

  function encodeText(text: string): Int32Array {
    const cleaned = cleanText(text, cleaning);
    const { ids } = library.encode(cleaned);
    if (ids.length <= contextLength) return Int32Array.from(ids);
    const words = library.encode(cleaned, { add_special_tokens: false }).ids;
    return Int32Array.from(cutInside(ids, words, contextLength));
  }

  return {
    contextLength,
    padToken: options.padToken ?? file.padding?.pad_id ?? namedPad(file) ?? 0,
    encode: (texts) => texts.map(encodeText),
  };
}

function open(file: z.infer<typeof tokenizerFileSchema>, config: object): HuggingfaceTokenizer {
  const { type } = file.model;
  if (type && !modelTypes.includes(type)) {
    throw new AppError("unsupported", `tokenizer.json of type ${type}: only ${modelTypes.join(", ")} can be used`);
  }
  try {
    return new HuggingfaceTokenizer(file, config);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError("unsupported", `this tokenizer.json cannot be used: ${reason}`, { cause: error });
  }
}

function namedPad(file: z.infer<typeof tokenizerFileSchema>): number | undefined {
  return file.added_tokens?.find((token) => padNames.includes(token.content))?.id;
}

/** @returns `ids` shortened to `length` at the end of the part that is `words`, so that what stands round it stays. */
function cutInside(ids: readonly number[], words: readonly number[], length: number): readonly number[] {
  const special = ids.length - words.length;
  const before = Array.from({ length: special + 1 }, (_, offset) => offset).find((offset) =>
    words.every((word, index) => ids[offset + index] === word),
  );
  if (before === undefined || length < special) return ids.slice(0, length);
  return [...ids.slice(0, before + length - special), ...ids.slice(before + words.length)];
}
