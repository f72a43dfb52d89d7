import { z } from "@hono/zod-openapi";
import { filterBodySchema } from "./filter-schema.ts";

const term = z.string().max(500).regex(/\S/, "a word is needed here");

/** A concept with a weight: what is asked for (above 0) or whose absence is (below 0). */
export const conceptRequestSchema = z
  .strictObject({
    name: term,
    /** Synonyms; the name alone unless given. */
    terms: z.array(term).min(1).max(50).optional(),
    /** Prompts with one `{}` each, instead of the model's. */
    templates: z.array(term.regex(/\{\}/, "a template has one {} where the term goes")).min(1).max(50).optional(),
    weight: z.number().min(-100).max(100).default(1),
  })
  .openapi("ConceptRequest");

/** Fields that every way of searching has. */
export const searchLimitsShape = {
  filter: filterBodySchema.optional(),
  /** Smallest presence of a hit; for searches by words. */
  min_presence: z.number().min(0).lt(1).optional(),
  /** Smallest cosine of a hit. */
  min_score: z.number().min(-1).max(1).optional(),
  limit: z.int().min(1).max(1000).default(20),
};

/** The body of POST /v1/search: exactly one of text, concepts, image_id and vector. */
export const searchRequestSchema = z
  .strictObject({
    text: term.optional().openapi({ example: "irregular shape" }),
    concepts: z.array(conceptRequestSchema).min(1).max(50).optional(),
    /** A stored image: finds those like it, never itself. */
    image_id: z.uuid().toLowerCase().optional(),
    /** As many numbers as the model has dimensions, of any length but zero. */
    vector: z.array(z.number().min(-1e6).max(1e6)).min(1).max(8192).optional(),
    ...searchLimitsShape,
  })
  .openapi("SearchRequest");

export type SearchRequest = z.output<typeof searchRequestSchema>;
