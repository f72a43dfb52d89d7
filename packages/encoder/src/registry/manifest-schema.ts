import { z } from "zod";
import { modelIdSchema } from "../models/model-file.ts";
import { preprocessingSchema } from "../preprocess/settings.ts";

/** A commit of a hub repository. */
export const commitPattern = /^[0-9a-f]{40}$/;

/** What a file of a checkpoint may be called: it lies directly in its folder and never outside. */
export const fileNameSchema = z
  .string()
  .regex(/^\w[\w.-]{0,199}$/, "a file name has letters, digits, dots, dashes and underscores only, and no folder");

const hubFileSchema = z.strictObject({
  name: fileNameSchema,
  /** Absent where nobody has told; the hub then says it. */
  bytes: z.int().positive().optional(),
  /** Absent where it is not known; the first pull records it, and every later one is held to that. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  /** Left out where the hub has no such file. */
  optional: z.boolean().default(false),
});

const hubSourceSchema = z.strictObject({
  kind: z.literal("hub"),
  /** `owner/name`. */
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  /** A commit: the pin. A branch where no commit is verified; the first pull then pins the commit that it got. */
  revision: z.string().regex(/^[\w.-]{1,100}$/),
  files: z.array(hubFileSchema).min(1),
  /** Bytes to fetch, as the hub's page rounds them; to choose by, not to check. */
  rounded_bytes: z.int().positive().optional(),
});

/** It lies in `models/` of the repository and is not pulled. */
const shippedSourceSchema = z.strictObject({ kind: z.literal("shipped") });

/** Facts of an entry that `unverified` may name. */
const factNames = [
  "revision",
  "files",
  "preprocessing",
  "dimensions",
  "logit_scale",
  "license",
  "citation",
  "trained_on",
  "overlap",
] as const;

/** One model of `models/manifest.json`; models/README.md tells each key. */
export const registeredModelSchema = z
  .strictObject({
    id: modelIdSchema,
    title: z.string().min(1),
    source: z.discriminatedUnion("kind", [hubSourceSchema, shippedSourceSchema]),
    format: z.enum(["open_clip", "transformers", "model_folder"]),
    architecture: z.string().min(1),
    preprocessing: preprocessingSchema,
    tokenizer: z.enum(["clip", "tokenizer.json", "none"]),
    /** Prompts with one `{}` each; empty means the usual ones of dermatology. */
    templates: z.array(z.string()),
    dimensions: z.int().positive(),
    logit_scale: z.number().positive(),
    license: z.string().min(1),
    citation: z.string().min(1),
    trained_on: z.string().min(1),
    /** What of the evaluation sets it may have seen in training. */
    overlap: z.string().min(1),
    /** A figure somebody can check, such as "AUROC 0.89 over 7 concepts (docs/figures.json)". */
    quality: z.string().optional(),
    /** Facts above that were remembered or taken from elsewhere, and not checked against the source itself. */
    unverified: z.array(z.enum(factNames)).default([]),
  })
  .superRefine(({ source, unverified }, context) => {
    if (source.kind === "hub" && !commitPattern.test(source.revision) && !unverified.includes("revision")) {
      context.addIssue("a revision that is no commit is no pin: name it in unverified");
    }
  });

export const manifestSchema = z
  .strictObject({ format: z.literal(1), models: z.array(registeredModelSchema) })
  .superRefine(({ models }, context) => {
    const twice = models.find(({ id }, index) => models.findIndex((other) => other.id === id) !== index);
    if (twice) context.addIssue(`there are two models ${twice.id}`);
  });

export type RegisteredModel = z.infer<typeof registeredModelSchema>;
export type HubSource = z.infer<typeof hubSourceSchema>;
export type HubFile = z.infer<typeof hubFileSchema>;
