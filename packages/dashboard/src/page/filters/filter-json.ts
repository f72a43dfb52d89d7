import type { Pick } from "../address/view.ts";

export type Scalar = string | number | boolean;

type Condition =
  | { key: string; match: { value: Scalar } }
  | { is_empty: { key: string } }
  | { has_id: string[] }
  | FilterJson;

/** The part of the service's filter that the page writes. */
export interface FilterJson {
  must?: Condition[];
  should?: Condition[];
}

/** The filter of what was picked: any of the values of one field, and every field. */
export function filterOf(picks: readonly Pick[]): FilterJson | undefined {
  const must = [...Map.groupBy(picks, ({ field }) => field).values()].map((group): Condition => {
    const conditions = group.map(({ field, value }): Condition =>
      value === null ? { is_empty: { key: field } } : { key: field, match: { value } },
    );
    return conditions.length === 1 ? conditions[0] : { should: conditions };
  });
  return must.length === 0 ? undefined : { must };
}
