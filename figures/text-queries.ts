import { groupedBootstrap } from "@lesion-atlas/core";
import type { Figure } from "./figures-file.ts";
import type { Labels } from "./labels.ts";
import { type Cases, type IndexedArchive, aurocAmong, casesOf, scoresOf } from "./scores.ts";

/** A text query with its labels on one archive. */
export interface Asked {
  id: string;
  text: string;
  synonyms: readonly string[];
  unseen?: string;
  labels: Labels;
}

export interface QueryFigure extends Figure {
  id: string;
  text: string;
  positives: number;
  negatives: number;
  /** AUROC of the phrase that no caption contains, and the mean of the text's and its synonyms'. */
  unseen?: { text: string; auroc: number; synonyms: number };
}

/** A query measured: its figure, and what the mean of a group is drawn from. */
export interface MeasuredQuery {
  figure: QueryFigure;
  cases: Cases;
  scores: readonly number[];
}

/** AUROC of a text query against its labels, with a 95 % interval over lesions. */
export async function measureQuery(archive: IndexedArchive, asked: Asked): Promise<MeasuredQuery> {
  const cases = casesOf(asked.labels, archive.groups);
  const everyCase = cases.keys.map((_, index) => index);
  const measure = async (text: string) => {
    const scores = await scoresOf(archive, text);
    return cases.keys.map((key) => scores.get(key) ?? Number.NEGATIVE_INFINITY);
  };
  const scores = await measure(asked.text);
  const value = aurocAmong(scores, cases.positive, everyCase);
  const figure: QueryFigure = {
    id: asked.id,
    text: asked.text,
    value,
    interval: groupedBootstrap(cases.groups, (drawn) => aurocAmong(scores, cases.positive, drawn)),
    positives: cases.positive.filter(Boolean).length,
    negatives: cases.positive.filter((positive) => !positive).length,
  };
  if (asked.unseen !== undefined) {
    const others: number[] = [value];
    for (const text of asked.synonyms) others.push(aurocAmong(await measure(text), cases.positive, everyCase));
    figure.unseen = {
      text: asked.unseen,
      auroc: aurocAmong(await measure(asked.unseen), cases.positive, everyCase),
      synonyms: others.reduce((sum, other) => sum + other, 0) / others.length,
    };
  }
  return { figure, cases, scores };
}

/** The mean AUROC of several queries of one archive; its interval draws lesions once for all of them. */
export function meanOfQueries(queries: readonly MeasuredQuery[]): Figure {
  const value = queries.reduce((sum, { figure }) => sum + figure.value, 0) / queries.length;
  const groups = [...new Set(queries.flatMap(({ cases }) => cases.groups))].sort();
  const members = queries.map(({ cases }) => {
    const byGroup = new Map<string, number[]>();
    for (const [index, group] of cases.groups.entries()) byGroup.set(group, [...(byGroup.get(group) ?? []), index]);
    return byGroup;
  });
  const interval = groupedBootstrap(groups, (drawn) => {
    let sum = 0;
    for (const [at, { scores, cases }] of queries.entries()) {
      const among = drawn.flatMap((index) => members[at].get(groups[index]) ?? []);
      sum += aurocAmong(scores, cases.positive, among);
    }
    return sum / queries.length;
  });
  return { value, interval };
}
