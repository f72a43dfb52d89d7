import { type CallOptions, type FilteredImage, valuesAt } from "@lesion-atlas/core";
import { z } from "zod";
import { ageBand } from "./age-band.ts";
import { type ResampleOptions, estimateSchema, estimates } from "./intervals.ts";
import { measuresOf } from "./measures.ts";
import { type ScoredCases, casesAt } from "./scored-cases.ts";

/** Fewest images of a subgroup that figures are told for (DOMAIN.md, 9). */
export const fewestOfSubgroup = 20;

/** Results of one value of a column; null measures mean "not enough data". */
export const subgroupSchema = z.object({
  /** `skin_type`, `sex`, `age`, `site`, `image_type`, `source` or another column. */
  by: z.string(),
  /** Null for images that do not say. */
  value: z.string().nullable(),
  n: z.int(),
  groups: z.int(),
  enough: z.boolean(),
  accuracy: estimateSchema.nullable(),
  balanced_accuracy: estimateSchema.nullable(),
  auroc: estimateSchema.nullable(),
});

export type Subgroup = z.infer<typeof subgroupSchema>;

const columns: readonly (readonly [string, (image: FilteredImage) => string | undefined])[] = [
  ["skin_type", ({ record }) => record.fitzpatrick_skin_type],
  ["sex", ({ record }) => record.sex],
  ["age", ({ record }) => (record.age_approx === undefined ? undefined : ageBand(record.age_approx))],
  ["site", ({ record }) => record.site ?? record.anatom_site_1 ?? record.anatom_site_general],
  ["image_type", ({ record }) => record.image_type],
  ["source", ({ record }) => record.archive],
];

/** The columns that subgroups are told by, as this image has them. Skin tone is never inferred. */
export function subgroupsOf(image: FilteredImage, also: readonly string[] = []): Record<string, string | undefined> {
  return Object.fromEntries([
    ...columns.map(([by, read]) => [by, read(image)] as const),
    ...also.map((field) => [field, valuesAt(field, image).map(String).join("; ") || undefined] as const),
  ]);
}

/**
 * Results of each value of each column, those without a value as a group of their own; under 20 images "not enough data".
 *
 * @param facts the columns of each case
 */
export async function subgroupResults(
  cases: ScoredCases,
  facts: readonly Readonly<Record<string, string | undefined>>[],
  { resamples = 500, ...options }: ResampleOptions & CallOptions = {},
): Promise<Subgroup[]> {
  const results: Subgroup[] = [];
  for (const by of Object.keys(facts[0] ?? {})) {
    const places = new Map<string | undefined, number[]>();
    for (const [place, fact] of facts.entries()) listAt(places, fact[by]).push(place);
    const values = [...places.keys()].sort(byValue);
    for (const value of values) {
      const chosen = casesAt(cases, places.get(value)!);
      const n = places.get(value)!.length;
      const groups = new Set(Array.from(chosen.groups)).size;
      const head = { by, value: value ?? null, n, groups };
      if (n < fewestOfSubgroup) {
        results.push({ ...head, enough: false, accuracy: null, balanced_accuracy: null, auroc: null });
        continue;
      }
      const { overall } = await estimates(measuresOf(chosen), chosen.groups, { resamples, ...options });
      const { accuracy, balanced_accuracy, auroc } = overall;
      results.push({ ...head, enough: true, accuracy, balanced_accuracy, auroc });
    }
  }
  return results;
}

const bandOrder = ["under 30", "30 to 44", "45 to 59", "60 to 74", "75 and over"];

/** Ascending, ages by age, and those without a value last. */
function byValue(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  const [first, second] = [bandOrder.indexOf(a), bandOrder.indexOf(b)];
  if (first >= 0 && second >= 0) return first - second;
  return a < b ? -1 : 1;
}

function listAt(lists: Map<string | undefined, number[]>, key: string | undefined): number[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
