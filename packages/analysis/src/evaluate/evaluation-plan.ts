import { AppError, type Filter, filterSchema } from "@lesion-atlas/core";
import { z } from "zod";

/** What to evaluate: one archive under one model, zero-shot and by a probe, on a leak-free and a published split. */
export const evaluationPlanSchema = z.strictObject({
  name: z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}_.-]{0,99}$/u, "letters, digits, _ . and - only"),
  /** The archive's name in the store, and where it lies for a store that does not have it yet. */
  archive: z.string().min(1),
  location: z.string().min(1).optional(),
  /** Only images that pass this too. */
  filter: filterSchema.optional(),
  /** A column, or a table (`labels_file`) or folder of class2images_*.p. */
  label: z.string().min(1).optional(),
  labels_file: z.string().min(1).optional(),
  /** Class -> words that are asked for, zero-shot; the class's own name unless given. */
  words: z.record(z.string(), z.array(z.string().min(1)).min(1)).optional(),
  /** Prompts with one `{}`; the model's own unless given. */
  templates: z.array(z.string().includes("{}")).min(1).optional(),
  /** `column:NAME`, a table, or a folder of class2images_*.p; relative to the plan. */
  published_split: z.string().min(1).optional(),
  /** Of the leak-free split; 0.7, 0.1 and 0.2 unless given. */
  shares: z.strictObject({ train: z.number(), val: z.number(), test: z.number() }).optional(),
  seed: z.int().nonnegative().default(42),
  solver: z.enum(["lbfgs", "adam-knobo"]).default("lbfgs"),
  C: z.array(z.number().positive()).min(1).default([0.1, 1, 10, 100]),
  resamples: z.int().min(1).max(100_000).default(1000),
});

export type EvaluationPlan = z.infer<typeof evaluationPlanSchema>;

/** @throws AppError `invalid_input` that names the place */
export function parseEvaluationPlan(text: string, file: string): EvaluationPlan {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AppError("invalid_input", `${file} is no JSON: ${(error as Error).message}`, { cause: error });
  }
  const read = evaluationPlanSchema.safeParse(json);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new AppError("invalid_input", `${file}: ${issue.path.join(".") || "the plan"}: ${issue.message}`);
  }
  if ((read.data.label === undefined) === (read.data.labels_file === undefined)) {
    throw new AppError("invalid_input", `${file}: give label or labels_file, one of them`);
  }
  return read.data;
}

/** The images of a plan. */
export function filterOfPlan({ archive, filter }: EvaluationPlan): Filter {
  const within: Filter = { must: { key: "archive", match: { value: archive } } };
  return filter ? { must: [within, filter] } : within;
}
