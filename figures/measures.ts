import { readFileSync } from "node:fs";
import { z } from "zod";

const labelSchema = z.object({
  table: z.enum(["metadata", "test-labels", "measured-labels"]),
  column: z.string(),
  /** Cell of a positive; every other value that is there is a negative, unless `absent` names one. */
  equals: z.string().optional(),
  absent: z.string().optional(),
  /** By rank among the images that have a value. */
  positive: z.enum(["top_fifth", "bottom_fifth"]).optional(),
  /** `column=value`: other images are left out. */
  only: z.string().optional(),
});

const querySchema = z.object({
  id: z.string(),
  group: z.string(),
  archives: z.array(z.string()),
  text: z.string(),
  synonyms: z.array(z.string()),
  /** A phrase that no caption of the training contains. */
  unseen: z.string().optional(),
  label: labelSchema,
});

const phantomQuerySchema = z.object({
  id: z.string(),
  text: z.string(),
  /** Columns of `truth/concepts.csv` whose sum is the visible share. */
  truth: z.array(z.string()),
  present_from: z.number(),
  absent_below: z.number(),
});

/** `training/measures.json`: what the demo model is measured by, written before it was trained. */
const measuresSchema = z.object({
  floors: z.record(z.string(), z.union([z.number(), z.record(z.string(), z.number())])),
  queries: z.array(querySchema),
  phantom_queries: z.array(phantomQuerySchema),
});

export type TextQuery = z.infer<typeof querySchema>;
export type PhantomQuery = z.infer<typeof phantomQuerySchema>;
export type LabelRule = z.infer<typeof labelSchema>;
export type Measures = z.infer<typeof measuresSchema>;

/** @throws ZodError when the file has another shape */
export function readMeasures(): Measures {
  return measuresSchema.parse(JSON.parse(readFileSync(new URL("../training/measures.json", import.meta.url), "utf8")));
}
