import { z } from "zod";
import { hitSchema } from "./hit.ts";
import { setLicenseSchema } from "./strictest-license.ts";

/** The answer to a search by words, image, id or vector. */
export const searchAnswerSchema = z.object({
  model: z.string(),
  fingerprint: z.string(),
  /** How the query was made of its parts, such as `1 x words + 0.5 x image`. */
  query: z.string().optional(),
  /** Images that have a vector of the model and pass the filter. */
  searched: z.int(),
  /** Of these, those that pass the cut-off too; equal to `searched` without one. */
  matching: z.int(),
  /** The 95 % interval of `matching`, where it was estimated from a sample. */
  matching_interval: z.object({ low: z.int(), high: z.int() }).optional(),
  /** Whether `presence` was calibrated on labelled images; absent where there is no presence. */
  calibrated: z.boolean().optional(),
  hits: z.array(hitSchema),
  /** Of the hits together. */
  license: setLicenseSchema,
  next_cursor: z.string().optional(),
  timings_ms: z.object({ encode: z.number(), search: z.number(), total: z.number() }),
  notice: z.string(),
});

export type SearchAnswer = z.infer<typeof searchAnswerSchema>;
