import { type Condition, type Filter, type Range, conditionsOf } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";

export type ServerFilter = Schemas["Filter"];
export type ServerCondition = Schemas["Condition"];

/** A condition that no image meets. */
export const never: ServerCondition = { has_id: [] };
/** One that every image meets. */
export const always: ServerCondition = { must_not: [never] };

export function not(condition: ServerCondition): ServerCondition {
  return { must_not: [condition] };
}

/** A filter whose conditions are each translated; clauses without conditions are left out. */
export function translateFilter(filter: Filter, translate: (condition: Condition) => ServerCondition): ServerFilter {
  const clauses = (["must", "should", "must_not"] as const).map(
    (clause) => [clause, conditionsOf(filter[clause]).map(translate)] as const,
  );
  return Object.fromEntries(clauses.filter(([, conditions]) => conditions.length > 0));
}

/** A filter as a condition of another one: an empty one lets everything through. */
export function nested(filter: ServerFilter): ServerCondition {
  return Object.keys(filter).length === 0 ? always : filter;
}

/**
 * Numbers under a path within a range; one without bounds asks for any number. One bound a side is sent: of `lt` and `lte`
 * Qdrant's index regards the first, and of `gt` and `gte`, whichever is tighter.
 */
export function withinRange(path: string, { gt, gte, lt, lte }: Range): ServerCondition {
  const lower = gt !== undefined && (gte === undefined || gt >= gte) ? { gt } : gte === undefined ? {} : { gte };
  const upper = lt !== undefined && (lte === undefined || lt <= lte) ? { lt } : lte === undefined ? {} : { lte };
  const bounds = { ...lower, ...upper };
  return { key: path, range: Object.keys(bounds).length > 0 ? bounds : { gte: -Number.MAX_VALUE } };
}

/** Both; either may be absent. */
export function both(
  filter: ServerFilter | undefined,
  condition: ServerCondition | undefined,
): ServerFilter | undefined {
  if (!filter) return condition && { must: [condition] };
  return condition ? { must: [filter, condition] } : filter;
}

/** Every condition of a filter that looks at values, however deep. */
export function* leavesOf(filter: Filter): Generator<Exclude<Condition, Filter>> {
  for (const clause of [filter.must, filter.should, filter.must_not]) {
    for (const condition of conditionsOf(clause)) {
      if ("has_id" in condition || "is_empty" in condition || "match" in condition || "range" in condition) {
        yield condition;
      } else {
        yield* leavesOf(condition);
      }
    }
  }
}
