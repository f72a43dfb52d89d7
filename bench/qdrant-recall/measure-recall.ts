import { readFileSync } from "node:fs";
import { openQdrant } from "../qdrant/open-qdrant.ts";
import { askedVectors, figureOf, kinds, queryOf, scopes } from "./asked.ts";
import { type ExactAnswer, recallOf } from "./recall.ts";
import { model, setting } from "./setting.ts";

/** Recall of Qdrant for every kind of query under every filter. */
const truth = JSON.parse(readFileSync(setting.truth, "utf8")) as Record<string, ExactAnswer[]>;
const store = await openQdrant(setting.qdrantUrl);
await store.useModel(model);
const figures: Record<string, number> = {};
for (const kind of kinds) {
  const asked = askedVectors(kind);
  for (const scope of scopes) {
    const answers = await store.search(asked.map((vector) => queryOf(vector, scope)));
    figures[figureOf(kind, scope)] = recallOf(answers, truth[figureOf(kind, scope)], asked);
  }
}
await store.close();
console.log(JSON.stringify(figures));
