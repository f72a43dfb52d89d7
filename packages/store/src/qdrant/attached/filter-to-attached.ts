import { AppError, type Condition, type Filter, type Match, matchesFilter } from "@lesion-atlas/core";
import {
  type ServerCondition,
  type ServerFilter,
  always,
  nested,
  never,
  not,
  translateFilter,
  withinRange,
} from "../filter/conditions.ts";
import { payloadPath } from "../layout/payload-path.ts";
import { pointIdOfImage } from "./point-id.ts";

/** Where an attached collection keeps what filters ask for. */
export interface AttachedPlaces {
  archive: string;
  paths: ReadonlyMap<string, string>;
}

/**
 * A filter as Qdrant takes it on payload that we did not write. People's fields are never there.
 *
 * @throws AppError `unsupported` for `match: { text }`, which means other things in Qdrant
 */
export function filterToAttached(filter: Filter, places: AttachedPlaces): ServerFilter {
  return translateFilter(filter, (condition) => translateCondition(condition, places));
}

/** The payload path of a field path, as Qdrant writes it; undefined where no payload holds it. */
export function attachedPath(field: string, { paths }: AttachedPlaces): string | undefined {
  if (field.startsWith("fields.")) return undefined;
  return field.startsWith("extra.") ? payloadPath(field.slice(6)) : paths.get(field);
}

function translateCondition(condition: Condition, places: AttachedPlaces): ServerCondition {
  if ("has_id" in condition) return { has_id: condition.has_id.map(pointIdOfImage) };
  if ("is_empty" in condition) {
    const path = attachedPath(condition.is_empty.key, places);
    if (condition.is_empty.key === "archive" || condition.is_empty.key === "id") return never;
    return path === undefined ? always : { is_empty: { key: path } };
  }
  if (!("match" in condition) && !("range" in condition)) {
    return nested(filterToAttached(condition, places));
  }
  const path = attachedPath(condition.key, places);
  const stored =
    path === undefined
      ? never
      : "match" in condition
        ? ofMatch(path, condition.match)
        : withinRange(path, condition.range);
  return condition.key === "archive" ? orArchive(condition, stored, path!, places) : stored;
}

/** Points whose payload does not say an archive are of the collection's own. */
function orArchive(
  condition: Condition,
  stored: ServerCondition,
  path: string,
  { archive }: AttachedPlaces,
): ServerCondition {
  const image = { record: { archive }, fields: {} } as unknown as Parameters<typeof matchesFilter>[1];
  return matchesFilter({ must: condition }, image) ? { should: [stored, { is_empty: { key: path } }] } : stored;
}

function ofMatch(path: string, match: Match): ServerCondition {
  if ("text" in match) {
    throw new AppError(
      "unsupported",
      "an attached collection is filtered by whole values: use match value, any or except, or a range, in place of text",
    );
  }
  if ("value" in match) return ofValue(path, match.value);
  if ("any" in match) {
    const should = match.any.map((value) => ofValue(path, value));
    return should.length === 0 ? never : { should };
  }
  const texts = match.except.filter((value) => typeof value === "string");
  const numbers = match.except.filter((value) => typeof value === "number");
  const other = texts.length > 0 ? { key: path, match: { except: texts } } : not({ is_empty: { key: path } });
  return { must: [other], must_not: numbers.map((value) => ofValue(path, value)) };
}

/** Numbers by a range: Qdrant's match knows whole ones only. */
function ofValue(path: string, value: string | number | boolean): ServerCondition {
  return typeof value === "number" ? withinRange(path, { gte: value, lte: value }) : { key: path, match: { value } };
}
