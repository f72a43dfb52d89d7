import { join } from "node:path";
import { readRows } from "../image-vectors/vector-file.ts";
import { pointOf } from "../points/point-of.ts";
import { clinicalColumns } from "./filters.ts";
import { openStore } from "./open-store.ts";
import { secondModel, setting } from "./setting.ts";

/**
 * Adds a second model's vectors to every image: `add-model.ts SETTING STORE`. They are the first's with their components
 * the other way about: another space with the same neighbours.
 */
const batch = 1000;
const vectors = readRows(join(setting.vectors, "stored.f32"), setting.dimensions, 0, setting.images);
const columns = clinicalColumns(vectors);
const store = await openStore(process.argv[3]);
await store.useModel(secondModel);
const start = performance.now();
for (let first = 0; first < setting.images; first += batch) {
  const points = vectors.slice(first, first + batch).map((values, n) => {
    const { record, vector } = pointOf(first + n, secondModel, values.toReversed());
    return { record: { ...record, ...columns[first + n] }, vector };
  });
  await store.upsert(points);
}
const seconds = (performance.now() - start) / 1000;
await store.close();
console.log(JSON.stringify({ images_per_s: setting.images / seconds }));
