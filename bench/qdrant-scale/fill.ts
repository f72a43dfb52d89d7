import { join } from "node:path";
import { createQdrantStore } from "@lesion-atlas/store";
import { readRows } from "../image-vectors/vector-file.ts";
import { pointOf } from "../points/point-of.ts";
import { percentile } from "../qdrant/percentile.ts";
import { waitUntilIndexed } from "../qdrant/wait-until-indexed.ts";
import { type ScaleSetting, precisions } from "./setting.ts";
import { threefold } from "./threefold.ts";

/** One load, index and search of a precision; see `qdrant-scale.ts`. */
const [batch, asked, limit] = [500, 100, 10];
const setting = JSON.parse(process.argv[2]) as ScaleSetting;
const { sourceDimensions, images, url } = setting;
const model = {
  id: "demo-threefold",
  fingerprint: "3f".padEnd(64, "0"),
  dimensions: 3 * sourceDimensions,
  logitScale: 12,
  templates: [],
  hasText: true,
};
const collection = precisions[setting.precision];
const writer = await createQdrantStore({ url, collection });
await writer.useModel(model);
const file = join(setting.vectors, "stored.f32");
const start = performance.now();
for (let first = 0; first < images; first += batch) {
  const rows = readRows(file, sourceDimensions, first, Math.min(batch, images - first));
  await writer.upsert(rows.map((row, n) => pointOf(first + n, model, threefold(row))));
}
const writtenMs = performance.now() - start;
await writer.close();
const indexed = await waitUntilIndexed(url, images);
const greenMs = performance.now() - start;

const store = await createQdrantStore({ url, collection });
await store.useModel(model);
const oracle = await createQdrantStore({ url, collection, search: { exact: true } });
await oracle.useModel(model);
const queries = readRows(join(setting.vectors, "asked-images.f32"), sourceDimensions, 0, asked).map(threefold);
const times: number[] = [];
let found = 0;
for (const vector of queries) {
  const before = performance.now();
  const [hits] = await store.search([{ vector, limit }]);
  times.push(performance.now() - before);
  const [exact] = await oracle.search([{ vector, limit }]);
  const last = exact.at(-1)!.dot - 1e-5;
  found += hits.filter(({ dot }) => dot >= last).length;
}
await Promise.all([store.close(), oracle.close()]);
console.log(
  JSON.stringify({
    images_per_s: images / (writtenMs / 1000),
    green_s: greenMs / 1000,
    indexed_share: indexed,
    recall: found / (asked * limit),
    p50_ms: percentile(times, 50),
    p95_ms: percentile(times, 95),
  }),
);
