import { z } from "@hono/zod-openapi";
import { filterBodySchema } from "./filter-schema.ts";

const term = z.string().max(500).regex(/\S/, "a word is needed here");

/** A prompt with one `{}` where the term goes. */
export const templateSchema = z
  .string()
  .max(500)
  .regex(/^[^{}]*\{\}[^{}]*$/, "a template has one {} where the term goes");

/** A concept with a weight: what is asked for (above 0) or whose absence is (below 0). */
export const conceptRequestSchema = z
  .strictObject({
    name: term,
    /** Synonyms; the name alone unless given. */
    terms: z.array(term).min(1).max(50).optional(),
    /** Prompts with one `{}` each, instead of the model's. */
    templates: z.array(templateSchema).min(1).max(50).optional(),
    weight: z.number().min(-100).max(100).default(1),
  })
  .openapi("ConceptRequest");

export type ConceptRequest = z.output<typeof conceptRequestSchema>;

/** The ISIC Archive's own query language. */
export const isicQuerySchema = z.string().max(4000).openapi({
  description: "a query in the ISIC Archive's language",
  example: "diagnosis_1:Malignant AND age_approx:[50 TO *]",
});

const imageId = z.uuid().toLowerCase();
const partWeight = z.number().min(-100).max(100).optional();
const words = {
  text: term.optional().openapi({ example: "irregular shape" }),
  concepts: z.array(conceptRequestSchema).min(1).max(50).optional(),
};
const among = { filter: filterBodySchema.optional(), query: isicQuerySchema.optional() };
const presenceCut = z.number().min(0).lt(1).optional();

/** The body of POST /v1/search: words, an image, a vector or examples, alone or mixed; or a cursor. */
export const searchRequestSchema = z
  .strictObject({
    ...words,
    /** A stored image: finds those like it, never itself. */
    image_id: imageId.optional(),
    /** As many numbers as the model has dimensions, of any length but zero. */
    vector: z.array(z.number().min(-1e6).max(1e6)).min(1).max(8192).optional(),
    /** Stored images that were judged right, and wrong (Rocchio). */
    plus: z.array(imageId).min(1).max(100).optional(),
    minus: z.array(imageId).min(1).max(100).optional(),
    /** Of the parts of a mixed query; each 1 unless given. `image` is the stored or the uploaded one. */
    weights: z.strictObject({ words: partWeight, image: partWeight, vector: partWeight }).optional(),
    ...among,
    /** Smallest presence of a hit; for searches by words alone. */
    min_presence: presenceCut,
    /** Smallest cosine of a hit. */
    min_score: z.number().min(-1).max(1).optional(),
    limit: z.int().min(1).max(1000).default(20),
    /** Hits that differ from each other. */
    diverse: z.boolean().optional(),
    /** Only the best image of each. */
    per: z.enum(["lesion", "patient"]).optional(),
    /** `next_cursor` of an answer: the next page of the same ranking. */
    cursor: z.string().min(1).max(100).optional(),
  })
  .openapi("SearchRequest");

export type SearchRequest = z.output<typeof searchRequestSchema>;

/** The body of POST /v1/distribution. */
export const distributionRequestSchema = z
  .strictObject({ ...words, ...among, min_presence: presenceCut, bins: z.int().min(1).max(200).optional() })
  .openapi("DistributionRequest");

export type DistributionRequest = z.output<typeof distributionRequestSchema>;
