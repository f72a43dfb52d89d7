import { z } from "zod";
import type { StoredProbe } from "./probe-document.ts";

/** One version of a probe in a list. */
export const probeRowSchema = z.object({
  name: z.string(),
  version: z.int(),
  label: z.string(),
  model: z.string(),
  fingerprint: z.string(),
  classes: z.array(z.string()),
  multi_label: z.boolean(),
  split: z.string(),
  training_images: z.int(),
  test_images: z.int(),
  /** Share of the test images with a relative in training. */
  leak_share: z.number(),
  balanced_accuracy: z.number().nullable(),
  /** Strictest licence of the training images. */
  license: z.string().optional(),
  fitted_at: z.string(),
});

export type ProbeRow = z.infer<typeof probeRowSchema>;

/** What a list tells of a probe. */
export function toProbeRow({ name, version, report }: StoredProbe): ProbeRow {
  const { labels, model, split, training, test, leak, metrics, fitted_at } = report;
  return {
    name,
    version,
    label: labels.source,
    model: model.id,
    fingerprint: model.fingerprint,
    classes: labels.classes,
    multi_label: labels.multi_label,
    split: split.kind,
    training_images: training.images,
    test_images: test.images,
    leak_share: leak.share,
    balanced_accuracy: metrics.balanced_accuracy.value,
    license: training.license.strictest,
    fitted_at,
  };
}
