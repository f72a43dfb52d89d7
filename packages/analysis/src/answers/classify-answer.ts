import { z } from "zod";

/** The answer to a zero-shot classification. */
export const classifyAnswerSchema = z.object({
  model: z.string(),
  fingerprint: z.string(),
  classes: z.array(z.string()),
  logit_scale: z.number(),
  results: z.array(
    z.object({
      /** A path, key or id, as it was asked for. */
      image: z.string(),
      /** One a class, in order; they sum to 1. */
      probabilities: z.array(z.number()),
      /** The most probable class; the first of equals. */
      predicted: z.string(),
    }),
  ),
  /** Images that could not be read, each with its reason; absent when there are none. */
  rejected: z.array(z.object({ image: z.string(), reason: z.string() })).optional(),
  notice: z.string(),
});

export type ClassifyAnswer = z.infer<typeof classifyAnswerSchema>;
