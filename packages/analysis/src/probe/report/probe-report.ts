import type { Model } from "@lesion-atlas/core";
import { z } from "zod";
import { noticeOf } from "../../answers/notice.ts";
import { setLicenseSchema } from "../../answers/strictest-license.ts";
import { confounderSchema } from "../../evaluation/confounders.ts";
import { estimateSchema } from "../../evaluation/intervals.ts";
import { metricsReportSchema } from "../../evaluation/metrics-report.ts";
import { subgroupSchema } from "../../evaluation/subgroups.ts";
import { curvesSchema } from "../probe-curves.ts";
import { leakReportSchema } from "./leak-report.ts";

const partSchema = z.object({ images: z.int(), groups: z.int(), classes: z.record(z.string(), z.int()) });

/** How the images were dealt. */
export const splitSummarySchema = z.object({
  kind: z.enum(["grouped", "random", "fixed", "column"]),
  /** The file or column of a fixed split. */
  source: z.string().optional(),
  seed: z.int().optional(),
  train: partSchema,
  val: partSchema,
  test: partSchema,
  /** Labelled images that a fixed split does not name. */
  left_out: z.int(),
  /** Groups among all labelled images, images in the largest one, and the joins of each kind of link. */
  groups: z.int(),
  largest_group: z.int(),
  joins: z.record(z.string(), z.int()),
});

/** A simple classifier on the same training and test images. */
export const baselineSchema = z.object({
  name: z.string(),
  accuracy: estimateSchema,
  balanced_accuracy: estimateSchema,
  auroc: estimateSchema,
});

/** Everything that is told of a probe. */
export const probeReportSchema = z.object({
  name: z.string(),
  /** 1 for the first one of the name; absent before it is kept. */
  version: z.int().optional(),
  model: z.object({
    id: z.string(),
    fingerprint: z.string(),
    dimensions: z.int(),
    license: z.string().optional(),
  }),
  labels: z.object({
    source: z.string(),
    multi_label: z.boolean(),
    classes: z.array(z.string()),
    /** Labelled images that took part, and images under the filter without a label, which were left out. */
    images: z.int(),
    unlabelled: z.int(),
    /** Classes of too few images, left out. */
    rare: z.array(z.object({ class: z.string(), n: z.int() })),
    /** Whether a label that gives the diagnosis away was forced. */
    forced: z.boolean(),
  }),
  filter: z.unknown().optional(),
  split: splitSummarySchema,
  solver: z.object({
    name: z.enum(["lbfgs", "adam-knobo", "ridge", "nearest-mean"]),
    C: z.number().optional(),
    /** Held-out loss of each C that was tried, by grouped cross-validation on the training part. */
    cross_validation: z.array(z.object({ C: z.number(), loss: z.number() })).optional(),
    class_weight: z.enum(["none", "balanced"]).optional(),
    multi_class: z.enum(["multinomial", "one-vs-rest"]).optional(),
    objective: z.number().optional(),
    iterations: z.int().optional(),
    converged: z.boolean().optional(),
    epoch: z.int().optional(),
    validation_accuracy: z.number().optional(),
    seed: z.int(),
  }),
  leak: leakReportSchema,
  /** On the test part. */
  metrics: metricsReportSchema,
  baselines: z.array(baselineSchema),
  /** For fewer training images, where it was asked for. */
  curves: curvesSchema.optional(),
  subgroups: z.array(subgroupSchema),
  confounders: z.array(confounderSchema),
  /** The same fit under a split that knows no groups: what leakage would have made of it. */
  random_split: z
    .object({
      leaking: z.int(),
      share: z.number(),
      accuracy: estimateSchema,
      balanced_accuracy: estimateSchema,
      auroc: estimateSchema,
    })
    .optional(),
  /** Sentences that a reader must not miss. */
  warnings: z.array(z.string()),
  training: z.object({ images: z.int(), ids_sha256: z.string(), license: setLicenseSchema }),
  test: z.object({ images: z.int(), ids_sha256: z.string() }),
  /** ISO 8601. */
  fitted_at: z.string(),
  notice: z.string(),
});

export type ProbeReport = z.infer<typeof probeReportSchema>;

/** What an answer of a probe says below its results: the model's notice, and that no probe abstains (DOMAIN.md, 9). */
export function probeNoticeOf(model: Pick<Model, "remark">): string {
  return `${noticeOf(model).replace(/[.]?$/, ".")} ${probeNotice}`;
}

const probeNotice =
  "A probe does not abstain: it names one of its classes for any picture, also for one that shows none of them.";
