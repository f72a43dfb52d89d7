import { isDeepStrictEqual } from "node:util";
import type { CallOptions, Catalog, Model, VectorStore } from "@lesion-atlas/core";

/** How much a store holds. */
export interface StoreContents {
  images: number;
  /** In the order in which they were registered. */
  models: { model: Model; vectors: number }[];
  /** Documents of each kind. */
  documents: Record<string, number>;
}

/** Counts what a store holds, over the ports. */
export async function readContents(
  store: VectorStore,
  catalog: Catalog,
  { signal }: CallOptions = {},
): Promise<StoreContents> {
  const [images, models, kinds] = await Promise.all([
    store.count(undefined, { everyImage: true, signal }),
    store.models({ signal }),
    catalog.kinds({ signal }),
  ]);
  const documents: Record<string, number> = {};
  for (const kind of kinds) {
    documents[kind] = 0;
    for await (const _ of catalog.list(kind, { signal })) documents[kind] += 1;
  }
  return { images, models, documents };
}

/** What two stores hold different numbers of, as a sentence; undefined where they hold the same. */
export function differenceOf(wanted: StoreContents, found: StoreContents): string | undefined {
  const counts = (contents: StoreContents) =>
    new Map([
      ["images", contents.images],
      ...contents.models.map(({ model, vectors }): [string, number] => [
        `vectors of ${model.id} (${model.fingerprint.slice(0, 12)})`,
        vectors,
      ]),
      ...Object.entries(contents.documents).map(([kind, count]): [string, number] => [`documents "${kind}"`, count]),
    ]);
  const [before, after] = [counts(wanted), counts(found)];
  if (isDeepStrictEqual(before, after)) return undefined;
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => (before.get(name) ?? 0) !== (after.get(name) ?? 0))
    .map((name) => `${after.get(name) ?? 0} ${name} where there were ${before.get(name) ?? 0}`)
    .join(", ");
}
