import { QdrantClient } from "@qdrant/js-client-rest";
import { collectionOf, openQdrant } from "../qdrant/open-qdrant.ts";
import { measured } from "./measured.ts";
import { allBatches, model, setting } from "./setting.ts";

/** One load through the adapter, as an index run writes; see `qdrant-load.ts`. */
const batches = allBatches();
const prefix = `ours${process.pid}`;
const store = await openQdrant(setting.url, { prefix });
await store.useModel(model);
const figures = await measured(async () => {
  for (const points of batches) await store.upsert(points);
});
const missing = setting.images - (await store.count());
await store.close();
await new QdrantClient({ url: setting.url, checkCompatibility: false }).deleteCollection(collectionOf(prefix));
if (missing !== 0) throw new Error(`${missing} of ${setting.images} images cannot be read`);
console.log(JSON.stringify(figures));
