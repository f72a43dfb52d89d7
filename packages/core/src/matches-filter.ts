import { type Condition, type Filter, type Match, type Range, conditionsOf, wordsOf } from "./filter.ts";
import type { Fields, ImageRecord, Scalar } from "./record.ts";

/** What a filter looks at. */
export interface FilteredImage {
  record: ImageRecord;
  fields: Fields;
}

/**
 * Whether an image passes a filter: the definition of `Filter`'s meaning, and the oracle that every store is tested
 * against. An absent or empty clause asks nothing; `should` wants one of its conditions.
 */
export function matchesFilter(filter: Filter, image: FilteredImage): boolean {
  const should = conditionsOf(filter.should);
  return (
    conditionsOf(filter.must).every((condition) => holds(condition, image)) &&
    (should.length === 0 || should.some((condition) => holds(condition, image))) &&
    !conditionsOf(filter.must_not).some((condition) => holds(condition, image))
  );
}

function holds(condition: Condition, image: FilteredImage): boolean {
  if ("has_id" in condition) return condition.has_id.includes(image.record.id);
  if ("is_empty" in condition) return valuesAt(condition.is_empty.key, image).length === 0;
  if ("match" in condition) return valuesAt(condition.key, image).some((value) => matches(condition.match, value));
  if ("range" in condition) return valuesAt(condition.key, image).some((value) => inRange(condition.range, value));
  return matchesFilter(condition, image);
}

/** The scalars under a field path: none when it is absent, several when it is a list. */
export function valuesAt(path: string, image: FilteredImage): readonly Scalar[] {
  const value = path.startsWith("extra.")
    ? own(image.record.extra, path.slice(6))
    : path.startsWith("fields.")
      ? own(image.fields, path.slice(7))
      : own(image.record, path);
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value as Scalar];
}

function own(object: object | undefined, name: string): unknown {
  return object && Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined;
}

function matches(match: Match, value: Scalar): boolean {
  if ("value" in match) return value === match.value;
  if ("any" in match) return match.any.includes(value as string | number);
  if ("except" in match) return !match.except.includes(value as string | number);
  if (typeof value !== "string") return false;
  const words = new Set(wordsOf(value));
  return wordsOf(match.text).every((word) => words.has(word));
}

function inRange(range: Range, value: Scalar): boolean {
  return (
    typeof value === "number" &&
    (range.gt === undefined || value > range.gt) &&
    (range.gte === undefined || value >= range.gte) &&
    (range.lt === undefined || value < range.lt) &&
    (range.lte === undefined || value <= range.lte)
  );
}
