import { type CallOptions, type Filter, type VectorStore, scalarSchema } from "@lesion-atlas/core";
import { z } from "zod";
import { fieldPath } from "../filter/field-path.ts";

/** The values of one column among the images of a filter. */
export const facetAnswerSchema = z.object({
  field: z.string(),
  /** By count descending, then value ascending. */
  values: z.array(z.object({ value: scalarSchema, count: z.int() })),
  /** Images that have no value: a bucket of its own, never left out. */
  missing: z.int(),
  /** Distinct values beyond those listed. */
  other_values: z.int(),
});

export type FacetAnswer = z.infer<typeof facetAnswerSchema>;

/**
 * Counts of each value of several columns under the present filter, among the images that the model in use has seen.
 *
 * @param asked.fields field paths, or names of an archive's own columns
 * @param asked.limit values a field, 100 unless given
 */
export async function facetsOf(
  store: Pick<VectorStore, "facet">,
  { fields, filter, limit = 100 }: { fields: readonly string[]; filter?: Filter; limit?: number },
  options: CallOptions = {},
): Promise<FacetAnswer[]> {
  return Promise.all(
    fields.map(async (name) => {
      const field = fieldPath(name);
      const { values, missing, otherValues } = await store.facet(field, filter, { ...options, limit });
      return { field, values, missing, other_values: otherValues };
    }),
  );
}
