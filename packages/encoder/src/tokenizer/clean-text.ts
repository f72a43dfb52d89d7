import { collapseWhitespace } from "./python-text.ts";
import { repairText } from "./repair/repair-text.ts";
import { unescapeHtml } from "./unescape-html.ts";

/**
 * How open_clip's tokenizers prepare a text. `lower`: repaired as ftfy does, HTML references resolved twice, whitespace
 * collapsed, lower case (CLIP's own). `whitespace`: the same without lower case (what it does before a Hugging Face
 * tokenizer). `canonicalize`: without punctuation, `_` as a space, lower case. `none`: the text as it is.
 */
export type TextCleaning = "lower" | "whitespace" | "canonicalize" | "none";

const asciiPunctuation = /[!-/:-@[-`{-~]/g;

/** @returns `text` cleaned in one of open_clip 3.3.0's ways. */
export function cleanText(text: string, cleaning: TextCleaning = "lower"): string {
  if (cleaning === "none") return text;
  const readable = unescapeHtml(unescapeHtml(repairText(text)));
  if (cleaning === "whitespace") return collapseWhitespace(readable);
  if (cleaning === "lower") return collapseWhitespace(readable).toLowerCase();
  return collapseWhitespace(readable.replaceAll("_", " ").replace(asciiPunctuation, "").toLowerCase());
}
