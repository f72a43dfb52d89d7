import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface Query {
  id: string;
  text: string;
  synonyms: string[];
  unseen: string;
}

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../training/${name}`, import.meta.url), "utf8"));
const queries: Query[] = read("measures.json").queries;
const concepts: { id: string; phrases: string[]; absent?: string[] }[] = read("concepts.json");

test("no phrase that captions are made of holds an unseen phrase", () => {
  const spoken = [
    ...concepts.flatMap(({ phrases, absent = [] }) => [...phrases, ...absent]),
    ...queries.flatMap(({ text, synonyms }) => [text, ...synonyms]),
  ].map((phrase) => phrase.toLowerCase());
  const unseen = new Set(queries.map((query) => query.unseen.toLowerCase()));
  expect(unseen.size).toBeGreaterThanOrEqual(30);
  for (const phrase of unseen) expect(spoken.filter((text) => text.includes(phrase))).toEqual([]);
});

test("every measured query is a concept that captions speak of", () => {
  const ids = new Set(concepts.map(({ id }) => id));
  expect(queries.map(({ id }) => id).filter((id) => !ids.has(id))).toEqual([]);
});
