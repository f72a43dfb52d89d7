import { AppError } from "@lesion-atlas/core";
import { type MigrationOptions, type MigrationOutcome, migrateStore } from "../../move/migrate-store.ts";
import { type QdrantConnection, connectQdrant } from "../connection/connect.ts";
import { createQdrantCatalog } from "../create-qdrant-catalog.ts";
import { createQdrantStore } from "../create-qdrant-store.ts";
import { imagesAlias, imagesCollection } from "../layout/names.ts";
import { createImagesCollection, findAlias } from "../layout/open-collection.ts";
import { type QdrantStoreOptions, qdrantSettings } from "../options.ts";

export interface ReshapeOutcome extends MigrationOutcome {
  /** The collection that images were read from until now; it is kept unless `dropOld` was given. */
  oldCollection: string;
  newCollection: string;
}

/**
 * Gives the images of a prefix another shape, where it cannot change in place (shards, component type): they are copied
 * into a new collection, the copy is checked, and the alias is switched in one step, so that readers find the old
 * collection or the new one, whole. Run again after a stop, it goes on where it was. What is written to the old one while
 * the check is over and the alias is not switched is not in the new one: let nothing write meanwhile.
 *
 * @param options `collection` says the new shape
 * @throws AppError `not_found` where nothing is stored under the prefix; see `migrateStore`
 */
export async function reshapeQdrantStore(
  options: QdrantStoreOptions,
  { dropOld = false, ...moveOptions }: MigrationOptions & { dropOld?: boolean } = {},
): Promise<ReshapeOutcome> {
  const { signal } = moveOptions;
  const connection = await connectQdrant(options, { signal });
  const settings = qdrantSettings(options).collection;
  const { prefix } = settings;
  const alias = imagesAlias(prefix);
  const oldCollection = await findAlias(connection, alias, { signal });
  if (oldCollection === undefined) {
    throw new AppError("not_found", `nothing is stored under the prefix ${prefix} at ${connection.url}`);
  }
  // A store finds its collection behind the alias of its prefix: this one is the copy's until it is complete.
  const unfinishedPrefix = `${prefix}-unfinished`;
  const unfinished = imagesAlias(unfinishedPrefix);
  let newCollection = await findAlias(connection, unfinished, { signal });
  if (newCollection === undefined) {
    newCollection = imagesCollection(prefix, await freeGeneration(connection, prefix));
    await createImagesCollection(connection, newCollection, settings, { signal });
    const create_alias = { alias_name: unfinished, collection_name: newCollection };
    await connection.write((client) => client.updateCollectionAliases({ actions: [{ create_alias }] }), { signal });
  }

  const [from, to, catalog] = await Promise.all([
    createQdrantStore(options),
    createQdrantStore({ ...options, collection: { ...options.collection, prefix: unfinishedPrefix } }),
    createQdrantCatalog(options),
  ]);
  const nameOf = (collection: string) => `${connection.url} ${collection}`;
  try {
    const outcome = await migrateStore(
      {
        from: { name: nameOf(oldCollection), store: from },
        to: { name: nameOf(newCollection), store: to, catalog },
        // An unfinished copy is nobody else's.
        merge: false,
      },
      moveOptions,
    );
    const actions = [
      { delete_alias: { alias_name: unfinished } },
      { delete_alias: { alias_name: alias } },
      { create_alias: { alias_name: alias, collection_name: newCollection } },
    ];
    await to.close();
    await connection.write((client) => client.updateCollectionAliases({ actions }));
    if (dropOld) await connection.write((client) => client.deleteCollection(oldCollection), { slow: true });
    return { ...outcome, oldCollection, newCollection };
  } finally {
    await Promise.all([from.close(), to.close(), catalog.close()]);
  }
}

/** A number that no collection of the prefix has. */
async function freeGeneration(connection: QdrantConnection, prefix: string): Promise<number> {
  const { collections } = await connection.read((client) => client.getCollections());
  const names = new Set(collections.map(({ name }) => name));
  let generation = 2;
  while (names.has(imagesCollection(prefix, generation))) generation += 1;
  return generation;
}
