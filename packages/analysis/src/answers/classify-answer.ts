import { z } from "zod";

/**
 * How the prompts of a class become one score: `mean_embedding`, open_clip's (cosine with the normalised mean of the
 * embeddings), or `mean_of_cosines`, the paper's (mean of the cosines over the prompts).
 */
export const poolingSchema = z.enum(["mean_embedding", "mean_of_cosines"]);

export type Pooling = z.infer<typeof poolingSchema>;

/** The answer to a classification, zero-shot or by a probe. */
export const classifyAnswerSchema = z.object({
  model: z.string(),
  fingerprint: z.string(),
  classes: z.array(z.string()),
  /** Of a zero-shot comparison. */
  logit_scale: z.number().optional(),
  /** NAME@VERSION of the probe that classified. */
  probe: z.string().optional(),
  /** How the prompts of a class are pooled; `mean_embedding` where it is absent. */
  pooling: poolingSchema.optional(),
  results: z.array(
    z.object({
      /** A path, key or id, as it was asked for. */
      image: z.string(),
      /** One a class, in order; they sum to 1. */
      probabilities: z.array(z.number()),
      /** The most probable class; the first of equals. */
      predicted: z.string(),
      /** Of a probe with several labels an image: those of probability 0.5 or more. */
      labels: z.array(z.string()).optional(),
      /** The most probable classes, where they were asked for. */
      top: z.array(z.object({ class: z.string(), probability: z.number() })).optional(),
    }),
  ),
  /** Images that could not be read, each with its reason; absent when there are none. */
  rejected: z.array(z.object({ image: z.string(), reason: z.string() })).optional(),
  /** Images that pass the filter, where stored ones were found by one. */
  searched: z.int().optional(),
  /** Send it as `after` for the next images of the filter; absent where these were the last. */
  next_after: z.string().optional(),
  /** Where the results were written, and on how many images. */
  written: z.object({ field: z.string(), images: z.int() }).optional(),
  notice: z.string(),
});

export type ClassifyAnswer = z.infer<typeof classifyAnswerSchema>;
