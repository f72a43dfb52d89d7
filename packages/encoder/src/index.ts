export { preprocessingSchema } from "./preprocess/settings.ts";
export type { PreprocessingSettings } from "./preprocess/settings.ts";
export type { TextCleaning } from "./tokenizer/clean-text.ts";
export { createClipTokenizer } from "./tokenizer/create-clip-tokenizer.ts";
export type { ClipTokenizerOptions } from "./tokenizer/create-clip-tokenizer.ts";
export { createHuggingfaceTokenizer } from "./tokenizer/create-huggingface-tokenizer.ts";
export type { HuggingfaceTokenizerOptions } from "./tokenizer/create-huggingface-tokenizer.ts";
export type { Tokenizer } from "./tokenizer/tokenizer.ts";
