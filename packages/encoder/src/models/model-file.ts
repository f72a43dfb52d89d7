import { z } from "zod";
import { preprocessingSchema } from "../preprocess/settings.ts";

/** The file of a model folder that describes it; `modelFileSchema` is its content. */
export const modelFileName = "model.json";

/** What a model may be called: it names a folder. */
export const modelIdSchema = z
  .string()
  .regex(/^[a-zA-Z0-9][\w.-]{0,63}$/, "use up to 64 letters, digits, dots, dashes and underscores");

const tensorName = z.string().min(1);

/**
 * Whether each input is run by itself: where a graph rounds activations with one scale for the whole run, a vector would
 * else depend on what was encoded beside it.
 */
const alone = z.boolean().optional();

/** `image.onnx`: float32 [n, 3, size, size] in, float32 [n, dimensions] out, of any length. */
const imageSchema = z.strictObject({
  input: tensorName.default("pixel_values"),
  output: tensorName.default("embedding"),
  alone,
});

/** `text.onnx`: int64 [n, length] in, float32 [n, dimensions] out, of any length. */
const textSchema = z.strictObject({
  input: tensorName.default("input_ids"),
  /** Name of an int64 input [n, length], 1 for each token of the text and 0 for padding, where the graph has one. */
  attention_mask: tensorName.optional(),
  output: tensorName.default("embedding"),
  /** CLIP's own vocabulary, or the file `tokenizer.json` in the folder. */
  tokenizer: z.enum(["clip", "tokenizer.json"]).default("clip"),
  /** What is done to a text before the tokenizer; default `lower` for CLIP's, `none` for a file. */
  cleaning: z.enum(["lower", "whitespace", "canonicalize", "none"]).optional(),
  /** Tokens of the longest text. */
  context_length: z.int().min(2).max(100_000).default(77),
  /**
   * `longest`: a batch is as long as its longest text, which is right where padding changes no embedding, as in CLIP or
   * with an attention mask. `context_length`: every text is padded to that.
   */
  padding: z.enum(["longest", "context_length"]).default("longest"),
  /** Id of the padding; default 0 for CLIP's, what the file says else. */
  pad_token: z.int().nonnegative().optional(),
  alone,
});

/** A model file's size and SHA-256 when the folder was written, for `lesion models verify`. */
const recordedFileSchema = z.strictObject({
  bytes: z.int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** `model.json`. Nothing beyond these keys is taken, so that a misspelt one is not overlooked. */
export const modelFileSchema = z.strictObject({
  /** Version of this layout. */
  format: z.literal(1),
  id: modelIdSchema,
  /** Components of an embedding. */
  dimensions: z.int().min(1).max(65_536),
  preprocessing: preprocessingSchema,
  image: imageSchema.default(imageSchema.parse({})),
  /** Absent for an image-only model. */
  text: textSchema.optional(),
  /** Multiplies cosines before a softmax; 1 / temperature. */
  logit_scale: z.number().positive().default(100),
  /** Prompts with one `{}` each; empty means the usual ones of dermatology. */
  templates: z.array(z.string().regex(/^[^{}]*\{\}[^{}]*$/, "a template needs one {}")).default([]),
  /** SPDX id or a short phrase. */
  license: z.string().optional(),
  citation: z.string().optional(),
  /** A sentence that every answer of the model carries, such as what it is not good enough for. */
  remark: z.string().optional(),
  /** Where the weights come from. */
  source: z.string().optional(),
  /** Of the weights as they are stored. */
  precision: z.enum(["fp32", "fp16", "int8"]).default("fp32"),
  /** Tokens of an image that are merged in each block of the image tower. */
  token_merging: z.int().min(1).optional(),
  /** Written by `lesion models import`: every model file as it was then. */
  files: z.record(z.string(), recordedFileSchema).optional(),
  /** Written by `lesion models import`: the fingerprint as it was then. */
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

export type ModelFile = z.infer<typeof modelFileSchema>;
export type TextSettings = z.infer<typeof textSchema>;
export type RecordedFile = z.infer<typeof recordedFileSchema>;

/** What a writer of a model folder says of its model; defaults may be left out. */
export type ModelDescription = Omit<z.input<typeof modelFileSchema>, "format" | "files" | "fingerprint">;
