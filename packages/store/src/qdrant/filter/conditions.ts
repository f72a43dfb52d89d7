import { type Condition, type Filter, conditionsOf } from "@lesion-atlas/core";
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
