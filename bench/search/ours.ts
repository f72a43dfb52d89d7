import type { SearchQuery } from "@lesion-atlas/core";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { randomNumbers, randomUnit } from "../points/random-unit.ts";
import { medianMs, model, setting } from "./setting.ts";

/** Times the searches of one process; see `search.ts`. */
const { threads, dimensions, limit, batch } = setting;
const random = randomNumbers(2);
const query = (filter?: SearchQuery["filter"]): SearchQuery => ({
  vector: randomUnit(random, dimensions),
  limit,
  filter,
});
const female = { must: { key: "sex", match: { value: "female" } } };
const queries = Array.from({ length: batch }, () => query());

const store = await createEmbeddedStore(setting.store, { threads });
await store.useModel(model);
const load_ms = await medianMs(1, () => store.search([query()]));
const one = query();
await medianMs(3, () => store.search([one]));
const one_query_ms = await medianMs(15, () => store.search([one]));
await store.search(queries);
const batch_ms = await medianMs(5, () => store.search(queries));
let unseen = 0;
const cold_filter_ms = await medianMs(5, () =>
  store.search([query({ ...female, must_not: { has_id: [`00000000-0000-5000-8000-00000000000${unseen++}`] } })]),
);
const filtered = query(female);
await medianMs(3, () => store.search([filtered]));
const filtered_ms = await medianMs(15, () => store.search([filtered]));
await store.close();

const streaming = await createEmbeddedStore(setting.store, { threads, oneShot: true });
await streaming.useModel(model);
const one_shot_ms = await medianMs(1, () => streaming.search([one]));
await streaming.close();

console.log(JSON.stringify({ one_query_ms, batch_ms, filtered_ms, cold_filter_ms, load_ms, one_shot_ms }));
