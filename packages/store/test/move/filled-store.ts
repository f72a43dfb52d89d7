import type { Catalog, SearchHit, StoredImage, VectorStore } from "@lesion-atlas/core";
import { numberedVector, testModel, testPoint, testRecord } from "../contract/images.ts";

/** The two models of a filled store; the second has seen every other image only. */
export const [first, second] = [testModel("moved", 8), { ...testModel("moved too", 5), templates: ["a {}"] }];

/** Images, some without any vector, fields and documents. */
export async function fillStore(store: VectorStore, catalog: Catalog, count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, n) =>
    testRecord(`${n}`, {
      sex: n % 3 ? "male" : "female",
      age_approx: n % 90,
      extra: { 'odd "name"': n, flag: n % 2 === 0 },
    }),
  );
  await store.useModel(first);
  await store.upsert(records.map((record, n) => testPoint(record, first, numberedVector(n, 8))));
  await store.useModel(second);
  const seen = records.filter((_, n) => n % 2 === 0);
  await store.upsert(seen.map((record, n) => testPoint(record, second, numberedVector(n, 5))));
  await store.upsert(["bare", "too"].map((key) => ({ record: testRecord(key) })));
  await store.setFields([records[0].id, records[5].id], { tags: ["hair", "pen"], grade: 2 });
  await store.setFields([records[7].id, testRecord("bare").id], { note: "odd" });
  await catalog.put("probe", "p", { first: 1 });
  await catalog.put("probe", "p", { weights: [0.1, 2], deep: { name: "Łódź" } });
  for (let n = 0; n < 40; n++) await catalog.append("log", { id: `entry ${n}`, document: { n } });
}

/** Everything that a store says about what is in it. */
export interface StoreContent {
  images: StoredImage[][];
  hits: SearchHit[][];
  documents: Record<string, unknown>;
}

/** Reads a store whole, by each model, with some searches. */
export async function contentOf(store: VectorStore, catalog: Catalog): Promise<StoreContent> {
  const content: StoreContent = { images: [], hits: [], documents: {} };
  for (const { model } of await store.models()) {
    await store.useModel(model);
    const images = [];
    for await (const image of store.scan({ everyImage: true, vectors: true })) images.push(image);
    content.images.push(images);
    const vector = numberedVector(0.5, model.dimensions);
    const filter = { must: { key: "sex", match: { value: "female" } } };
    content.hits.push(
      ...(await store.search([
        { vector, limit: 20 },
        { vector, filter, minimum: 0.1, limit: 50 },
      ])),
    );
  }
  for (const kind of await catalog.kinds()) {
    if (kind === "migration") continue;
    for await (const { id, document } of catalog.list(kind)) content.documents[`${kind} ${id}`] = document;
  }
  return content;
}
