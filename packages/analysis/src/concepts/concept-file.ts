import { z } from "zod";

const entrySchema = z.strictObject({
  /** Heading under which it is listed. */
  group: z.string().min(1).optional(),
  /** What is asked for: synonyms, the name itself among them where it is one. */
  terms: z
    .array(z.string().refine((term) => term.trim() !== "", "a term is empty"))
    .min(1)
    .optional(),
  /** Prompts with one `{}` each, in place of the model's or the defaults. */
  templates: z
    .array(z.string().refine((template) => template.split("{}").length === 2, "a template needs exactly one {}"))
    .min(1)
    .optional(),
  /** Keys of `sources`. */
  sources: z.array(z.string()).optional(),
});

/**
 * A concept file, the shipped one or the user's own: concepts by name. In the user's own file an entry changes what it
 * names of the shipped entry of that name (lists are replaced whole), a new name adds a concept, and null takes one away.
 */
export const conceptFileSchema = z.strictObject({
  format: z.literal(1).default(1),
  /** Where terms come from, by key. */
  sources: z.record(z.string(), z.string()).default({}),
  concepts: z.record(z.string().min(1), entrySchema.nullable()),
});

export type ConceptFile = z.infer<typeof conceptFileSchema>;
export type ConceptEntry = z.infer<typeof entrySchema>;
