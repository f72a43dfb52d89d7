import type { CallOptions } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import type { QdrantConnection } from "../connection/connect.ts";
import { statusOf } from "../connection/to-app-error.ts";
import type { CollectionSettings } from "../options.ts";
import { newCollection } from "./collection-config.ts";
import { checkPrefix, imagesAlias, imagesCollection } from "./names.ts";
import { recordIndexes } from "./payload-indexes.ts";
import { notOurs, requireOurs } from "./require-ours.ts";

/**
 * Finds the collection of images behind the alias, or makes both; several processes may do so at once, and one that died
 * meanwhile is carried on. The alias comes last: whoever finds it finds every index.
 *
 * @returns the collection's own name
 * @throws AppError `invalid_input` where a name of ours is another's, `unsupported` for a layout of a newer build
 */
export async function openImagesCollection(
  connection: QdrantConnection,
  settings: CollectionSettings,
  options?: CallOptions,
): Promise<string> {
  checkPrefix(settings.prefix);
  const alias = imagesAlias(settings.prefix);
  const behind = await findAlias(connection, alias, options);
  if (behind !== undefined) {
    requireOurs(behind, await connection.read((client) => client.getCollection(behind), options));
    return behind;
  }
  if (await findCollection(connection, alias, options)) throw notOurs(alias);
  const name = imagesCollection(settings.prefix, 1);
  await createImagesCollection(connection, name, settings, options);
  await connection.write(
    (client) =>
      client.updateCollectionAliases({ actions: [{ create_alias: { alias_name: alias, collection_name: name } }] }),
    options,
  );
  return name;
}

/**
 * Makes a collection of images with every index of the record, and no alias; does nothing where it is there.
 *
 * @throws AppError `invalid_input` where it is there and another's
 */
export async function createImagesCollection(
  connection: QdrantConnection,
  name: string,
  settings: CollectionSettings,
  options?: CallOptions,
): Promise<void> {
  const there = await findCollection(connection, name, options);
  if (there) {
    requireOurs(name, there);
  } else {
    try {
      await connection.write((client) => client.createCollection(name, newCollection(settings)), {
        ...options,
        slow: true,
      });
    } catch (thrown) {
      const made = await findCollection(connection, name, options);
      if (!made) throw thrown;
      requireOurs(name, made);
    }
  }
  const known = there?.payload_schema ?? {};
  const missing = recordIndexes.filter(({ path }) => !(path in known));
  await Promise.all(
    missing.map(({ path, schema }) =>
      connection.write(
        (client) => client.createPayloadIndex(name, { field_name: path, field_schema: schema, wait: true }),
        { ...options, slow: true },
      ),
    ),
  );
}

/** @returns the name of the collection behind an alias; undefined where there is no such alias */
export async function findAlias(
  connection: QdrantConnection,
  alias: string,
  options?: CallOptions,
): Promise<string | undefined> {
  const { aliases } = await connection.read((client) => client.getAliases(), options);
  return aliases.find(({ alias_name }) => alias_name === alias)?.collection_name;
}

async function findCollection(
  connection: QdrantConnection,
  name: string,
  options?: CallOptions,
): Promise<Schemas["CollectionInfo"] | undefined> {
  try {
    return await connection.read((client) => client.getCollection(name), options);
  } catch (thrown) {
    if (statusOf(thrown) === 404) return undefined;
    throw thrown;
  }
}
