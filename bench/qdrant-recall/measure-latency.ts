import { askedVectors, figureOf, queryOf, scopes } from "./asked.ts";
import { openStore } from "./open-store.ts";
import { percentile } from "../qdrant/percentile.ts";
import { model } from "./setting.ts";

/** p50 and p95 of one search at a time, for unknown pictures under every filter: `measure-latency.ts SETTING STORE`. */
const queries = 60;
const warmUps = 5;
const asked = askedVectors("images");
const store = await openStore(process.argv[3]);
await store.useModel(model);
const figures: Record<string, number> = {};
for (const scope of scopes) {
  const times: number[] = [];
  for (let n = -warmUps; n < queries; n++) {
    const query = queryOf(asked[(n + asked.length) % asked.length], scope);
    const before = performance.now();
    await store.search([query]);
    if (n >= 0) times.push(performance.now() - before);
  }
  for (const part of [50, 95]) figures[`p${part}_${figureOf("images", scope)}`] = percentile(times, part);
}
await store.close();
console.log(JSON.stringify(figures));
