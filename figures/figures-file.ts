import { z } from "zod";

/** A figure with its 95 % interval, where one was drawn. */
export const figureSchema = z.object({
  value: z.number(),
  interval: z.object({ low: z.number(), high: z.number() }).optional(),
});
export type Figure = z.infer<typeof figureSchema>;

const querySchema = figureSchema.extend({
  id: z.string(),
  text: z.string(),
  positives: z.int(),
  negatives: z.int(),
  unseen: z.object({ text: z.string(), auroc: z.number(), synonyms: z.number() }).optional(),
});

/** One line of the README's table. */
const rowSchema = z.object({
  id: z.string(),
  measure: z.string(),
  data: z.string(),
  real: z.boolean(),
  demo: figureSchema,
  /** The least that was wanted, written down before training; undefined where none was. */
  floor: z.number().optional(),
  /** Smaller is better (a loss). */
  atMost: z.boolean().optional(),
  chance: z.number().optional(),
  /** Colour histogram and logistic regression, trained on labels of other lesions. */
  colour: figureSchema.optional(),
  /** The tower as ImageNet left it and logistic regression, trained on labels of other lesions. */
  untrained: figureSchema.optional(),
});
export type FigureRow = z.infer<typeof rowSchema>;

/** `docs/figures.json`, which `npm run figures` writes. */
export const figuresSchema = z.object({
  about: z.string(),
  model: z.string(),
  fingerprint: z.string(),
  rows: z.array(rowSchema),
  queries: z.record(z.string(), z.array(querySchema)),
  left_out: z.array(z.string()),
});
export type Figures = z.infer<typeof figuresSchema>;
