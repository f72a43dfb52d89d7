import { type CallOptions } from "@lesion-atlas/core";
import { z } from "zod";
import { type ResampleOptions, differences, estimateSchema, estimates } from "../../evaluation/intervals.ts";
import { measuresOf } from "../../evaluation/measures.ts";
import { type ScoredCases, casesAt } from "../../evaluation/scored-cases.ts";
import { fewestOfSubgroup } from "../../evaluation/subgroups.ts";
import { type LeakingImages, leakKinds } from "../../splits/leaking-images.ts";

const scoreSchema = z.object({
  n: z.int(),
  /** False under 20 images: no figures are told then. */
  enough: z.boolean(),
  accuracy: estimateSchema.nullable(),
  balanced_accuracy: estimateSchema.nullable(),
  auroc: estimateSchema.nullable(),
});

/** How much of a test set training already knows, and what that is worth. */
export const leakReportSchema = z.object({
  /** Images of the test set. */
  test: z.int(),
  /** Of these, images with a relative of any kind in training, and their share. */
  leaking: z.int(),
  share: z.number(),
  /** An image may be of several kinds. */
  kinds: z.array(z.object({ kind: z.enum(leakKinds), images: z.int(), share: z.number() })),
  /** Test images whose record names a patient or a lesion; the others cannot be judged by it. */
  patient_known: z.int(),
  lesion_known: z.int(),
  /** The rule for near-duplicates; absent where they were not looked for. */
  near_duplicate_rule: z.string().optional(),
  /** Of all test images, of those that leak, and of the clean rest, which may be easier or harder pictures. */
  scores: z.object({ all: scoreSchema, leaking: scoreSchema, clean: scoreSchema }),
  /**
   * The same test images under a fit without their relatives, and how much higher the leaking fit scores on them; absent
   * where nothing leaks.
   */
  without_relatives: z
    .object({
      /** Training images that were taken out. */
      removed: z.int(),
      accuracy: estimateSchema,
      balanced_accuracy: estimateSchema,
      auroc: estimateSchema,
      gain: z.object({ accuracy: estimateSchema, balanced_accuracy: estimateSchema, auroc: estimateSchema }),
    })
    .optional(),
});

export type LeakReport = z.infer<typeof leakReportSchema>;

/**
 * The leak report of a scored test set: the score of all of it, of the images that leak, and of the clean rest.
 *
 * @param places the place of each scored case in the list that `leak` speaks of
 * @param options.fair the same cases scored by a fit without their relatives
 */
export async function leakReport(
  cases: ScoredCases,
  places: readonly number[],
  leak: LeakingImages,
  {
    rule,
    fair,
    resamples = 500,
    ...options
  }: { rule?: string; fair?: { removed: number; cases: ScoredCases } } & ResampleOptions & CallOptions = {},
): Promise<LeakReport> {
  const rows = [...places.keys()];
  const scoreAt = async (chosen: readonly number[]) => {
    const n = chosen.length;
    if (n < fewestOfSubgroup) return { n, enough: false, accuracy: null, balanced_accuracy: null, auroc: null };
    const part = casesAt(cases, chosen);
    const { overall } = await estimates(measuresOf(part), part.groups, { resamples, ...options });
    const { accuracy, balanced_accuracy, auroc } = overall;
    return { n, enough: true, accuracy, balanced_accuracy, auroc };
  };
  return {
    test: leak.test,
    leaking: leak.any.size,
    share: leak.any.size / leak.test,
    kinds: leakKinds.map((kind) => ({
      kind,
      images: leak.byKind[kind].size,
      share: leak.byKind[kind].size / leak.test,
    })),
    patient_known: leak.known.patient,
    lesion_known: leak.known.lesion,
    ...(rule === undefined ? {} : { near_duplicate_rule: rule }),
    scores: {
      all: await scoreAt(rows),
      leaking: await scoreAt(rows.filter((row) => leak.any.has(places[row]))),
      clean: await scoreAt(rows.filter((row) => !leak.any.has(places[row]))),
    },
    ...(fair ? { without_relatives: await worthOf(cases, fair, { resamples, ...options }) } : {}),
  };
}

async function worthOf(
  cases: ScoredCases,
  fair: { removed: number; cases: ScoredCases },
  options: ResampleOptions & CallOptions,
): Promise<NonNullable<LeakReport["without_relatives"]>> {
  const [leaky, clean] = [measuresOf(cases), measuresOf(fair.cases)];
  const { overall } = await estimates(clean, cases.groups, options);
  const gain = await differences([leaky, clean], cases.groups, options);
  return {
    removed: fair.removed,
    accuracy: overall.accuracy,
    balanced_accuracy: overall.balanced_accuracy,
    auroc: overall.auroc,
    gain: { accuracy: gain.accuracy, balanced_accuracy: gain.balanced_accuracy, auroc: gain.auroc },
  };
}
