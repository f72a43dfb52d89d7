import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { SearchHit } from "@lesion-atlas/core";
import { askedVectors, figureOf, kinds, queryOf, scopes } from "./asked.ts";
import { openStore } from "./open-store.ts";
import { percentile } from "../qdrant/percentile.ts";
import { type ExactAnswer, recallOf } from "./recall.ts";
import { model } from "./setting.ts";

/**
 * Recall and latency of the first model from the moment that a second is being added until the store is green again:
 * `while-adding.ts SETTING STORE`. Each pass asks every kind of query under every filter, one search at a time.
 */
const queriesAPass = 20;
const settingWord = process.argv[2];
const which = process.argv[3];
const truth = JSON.parse(readFileSync(JSON.parse(settingWord).truth, "utf8")) as Record<string, ExactAnswer[]>;
const store = await openStore(which);
await store.useModel(model);

const writer = spawn(process.execPath, [fileURLToPath(new URL("add-model.ts", import.meta.url)), settingWord, which], {
  stdio: ["ignore", "ignore", "inherit"],
});
const state = { writing: true };
const ended = once(writer, "close").then(([code]) => {
  state.writing = false;
  return code as number;
});

const start = performance.now();
const recalls: Record<string, number[]> = {};
const times: Record<string, number[]> = {};
let passes = 0;
let calmPasses = 0;
let writtenS = 0;
while (state.writing || calmPasses < 2) {
  for (const kind of kinds) for (const scope of scopes) await measure(kind, scope, passes);
  passes++;
  if (!state.writing) writtenS ||= (performance.now() - start) / 1000;
  calmPasses = !state.writing && (await store.health()).status === "green" ? calmPasses + 1 : 0;
}
if ((await ended) !== 0) throw new Error("the second model could not be written");
const greenS = (performance.now() - start) / 1000;
await store.close();

const figures: Record<string, number> = { passes, written_s: writtenS, green_s: greenS };
for (const [figure, values] of Object.entries(recalls)) {
  figures[`recall_${figure}`] = values.reduce((sum, value) => sum + value, 0) / values.length;
  figures[`worst_${figure}`] = Math.min(...values);
}
for (const [figure, values] of Object.entries(times)) {
  for (const part of [50, 95]) figures[`p${part}_${figure}`] = percentile(values, part);
}
console.log(JSON.stringify(figures));

async function measure(kind: (typeof kinds)[number], scope: (typeof scopes)[number], pass: number): Promise<void> {
  const figure = figureOf(kind, scope);
  const all = askedVectors(kind);
  const rows = Array.from({ length: queriesAPass }, (_, n) => (pass * queriesAPass + n) % all.length);
  const answers: SearchHit[][] = [];
  for (const row of rows) {
    const before = performance.now();
    const [hits] = await store.search([queryOf(all[row], scope)]);
    (times[figure] ??= []).push(performance.now() - before);
    answers.push(hits);
  }
  const exact = rows.map((row) => truth[figure][row]);
  const asked = rows.map((row) => all[row]);
  (recalls[figure] ??= []).push(recallOf(answers, exact, asked));
}
