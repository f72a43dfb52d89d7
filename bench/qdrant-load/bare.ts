import { QdrantClient } from "@qdrant/js-client-rest";
import { payloadOfRecord } from "../../packages/store/src/qdrant/layout/payload.ts";
import { collectionOf, openQdrant } from "../qdrant/open-qdrant.ts";
import { measured } from "./measured.ts";
import { allBatches, model, setting } from "./setting.ts";

/**
 * The same batches, upserted by the client alone into a collection of the adapter's making: the same indexes, the same
 * payload. Nothing is read back, nothing is merged; only the last call waits until all can be read.
 */
const batches = allBatches();
const prefix = `bare${process.pid}`;
const collection = collectionOf(prefix);
const store = await openQdrant(setting.url, { prefix });
await store.useModel(model);
await store.upsert(batches[0].slice(0, 1));
const client = new QdrantClient({ url: setting.url, checkCompatibility: false });
const figures = await measured(async () => {
  for (const [index, points] of batches.entries()) {
    await client.upsert(collection, {
      wait: index === batches.length - 1,
      points: points.map(({ record, vector }) => ({
        id: record.id,
        payload: payloadOfRecord(record) as unknown as Record<string, unknown>,
        vector: { [model.fingerprint]: Array.from(vector!.values) },
      })),
    });
  }
});
const missing = setting.images - (await store.count());
await store.close();
await client.deleteCollection(collection);
if (missing !== 0) throw new Error(`${missing} of ${setting.images} images cannot be read`);
console.log(JSON.stringify(figures));
