import { z } from "@hono/zod-openapi";
import { probeReportSchema, probeRowSchema } from "@lesion-atlas/analysis";
import { filterBodySchema } from "../../schemas/filter-schema.ts";
import { isicQuerySchema } from "../../schemas/search-request.ts";

const field = z.string().min(1).max(200);
const share = z.number().min(0).max(1);

/** The body of POST /v1/probes. */
export const fitRequestSchema = z
  .strictObject({
    /** Letters, digits, _ . and -; fitting again makes the next version. */
    name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/),
    /** One of these three: a column, several yes/no columns, or a tag that people wrote. */
    label: field.optional(),
    labels: z.array(field).min(1).max(100).optional(),
    tag: field.optional(),
    multi_label: z.boolean().optional(),
    filter: filterBodySchema.optional(),
    query: isicQuerySchema.optional(),
    split: z.enum(["grouped", "random"]).default("grouped"),
    /** Instead of `split`: a column whose cells say train, val or test. */
    split_column: field.optional(),
    /** Of train, val and test; they sum to 1. */
    shares: z.strictObject({ train: share, val: share, test: share }).optional(),
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(42),
    solver: z.enum(["lbfgs", "adam-knobo", "ridge", "nearest-mean"]).default("lbfgs"),
    /** Of several the best by grouped cross-validation on the training part. */
    c: z.array(z.number().min(1e-6).max(1e6)).min(1).max(20).default([0.1, 1, 10, 100]),
    class_weight: z.enum(["none", "balanced"]).default("none"),
    /** False: near-duplicates are not looked for, and the report says so. */
    near_duplicates: z.boolean().default(true),
    /** Classes of fewer images are left out. */
    min_class: z.int().min(1).max(1_000_000).default(10),
    resamples: z.int().min(1).max(10_000).default(1000),
    compare_random: z.boolean().default(false),
    /** Also few-shot and learning curves. */
    curves: z.boolean().default(false),
    /** Take a label that gives the diagnosis away. */
    force: z.boolean().default(false),
  })
  .openapi("ProbeFitRequest");

export type FitRequest = z.output<typeof fitRequestSchema>;

/** A fit under way, or how it ended. */
export const jobSchema = z
  .object({
    id: z.uuid(),
    probe: z.string(),
    state: z.enum(["queued", "running", "done", "failed", "cancelled"]),
    /** reading, grouping, fitting or measuring. */
    step: z.string().optional(),
    images: z.int().optional(),
    /** Of the probe that was kept. */
    version: z.int().optional(),
    error: z.object({ code: z.string(), detail: z.string() }).optional(),
  })
  .openapi("ProbeJob");

/** Every version of every probe. */
export const probesSchema = z
  .object({ probes: z.array(z.object(probeRowSchema.shape).openapi("ProbeRow")) })
  .openapi("Probes");

/** The report of a probe. */
export const reportSchema = z.object(probeReportSchema.shape).openapi("ProbeReport");
