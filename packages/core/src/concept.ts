import { z } from "zod";

/** A short phrase with its synonyms, and templates of its own where it wants them. */
export const conceptSchema = z.object({
  name: z.string().min(1),
  /** Synonyms w of the term, the name itself among them. */
  terms: z.array(z.string().min(1)).min(1),
  /** Prompts with one `{}` each; absent means the model's, else the defaults. */
  templates: z.array(z.string().includes("{}")).min(1).optional(),
});

export type Concept = z.infer<typeof conceptSchema>;

/** A concept in a query: weight 1 asks for it, -1 asks for its absence. */
export interface WeightedConcept {
  concept: Concept;
  weight: number;
}

/** Platt's parameters of one concept under one model: presence(x) = sigmoid((x.d - m) / s). */
export interface Calibration {
  m: number;
  /** Greater than 0. */
  s: number;
  /** Where m and s come from; absent means "not calibrated". */
  source?: { label: string; n: number; prevalence: number };
}
