import { type Condition, type Filter, type Match, type Range, wordsOf } from "@lesion-atlas/core";
import { exactText, scalarOfText } from "../layout/exact-value.ts";
import { type FieldPlace, placeOf } from "../layout/field-place.ts";
import { imageIds } from "../layout/image-id.ts";
import {
  type ServerCondition,
  type ServerFilter,
  nested,
  never,
  not,
  translateFilter,
  withinRange,
} from "./conditions.ts";

/** Every distinct text that the index of a path holds. */
export type TextsOf = (path: string) => readonly string[];

/**
 * A filter as Qdrant takes it: true for the images that `matchesFilter` says true for.
 *
 * @param textsOf the values that are stored under the paths of `textPaths`
 */
export function filterToQdrant(filter: Filter, textsOf: TextsOf): ServerFilter {
  return translateFilter(filter, (condition) => conditionToQdrant(condition, textsOf));
}

function conditionToQdrant(condition: Condition, textsOf: TextsOf): ServerCondition {
  if ("has_id" in condition) return { has_id: imageIds(condition.has_id) };
  if ("is_empty" in condition) return { is_empty: { key: placeOf(condition.is_empty.key).path } };
  if ("match" in condition) return matchToQdrant(placeOf(condition.key), condition.match, textsOf);
  if ("range" in condition) return rangeToQdrant(placeOf(condition.key), condition.range);
  return nested(filterToQdrant(condition, textsOf));
}

function matchToQdrant(place: FieldPlace, match: Match, textsOf: TextsOf): ServerCondition {
  const { path } = place;
  if ("text" in match) {
    return place.kind === "boolean" ? never : anyOf(path, textsWith(place, match.text, textsOf(path)));
  }
  if (place.kind === "boolean") {
    if ("value" in match) return typeof match.value === "boolean" ? { key: path, match } : never;
    return "except" in match ? hasValue(path) : never;
  }
  const texts = ("value" in match ? [match.value] : "any" in match ? match.any : match.except).flatMap((value) =>
    place.kind === "exact" ? [exactText(value)] : typeof value === "string" ? [value] : [],
  );
  if (!("except" in match)) return anyOf(path, texts);
  return texts.length === 0 ? hasValue(path) : { key: path, match: { except: texts } };
}

/** The stored texts that hold every word of `text`. */
function textsWith({ kind }: FieldPlace, text: string, stored: readonly string[]): string[] {
  const words = wordsOf(text);
  return stored.filter((value) => {
    const there = kind === "exact" ? scalarOfText(value) : value;
    if (typeof there !== "string") return false;
    const has = new Set(wordsOf(there));
    return words.every((word) => has.has(word));
  });
}

function rangeToQdrant(place: FieldPlace, range: Range): ServerCondition {
  return place.kind === "exact" ? withinRange(place.numbers, range) : never;
}

function anyOf(path: string, texts: readonly string[]): ServerCondition {
  if (texts.length === 0) return never;
  return { key: path, match: texts.length === 1 ? { value: texts[0] } : { any: [...texts] } };
}

function hasValue(path: string): ServerCondition {
  return not({ is_empty: { key: path } });
}
