import type { CallOptions } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import { connectQdrant } from "../connection/connect.ts";
import { documentCollectionName } from "../documents/document-collection.ts";
import { layoutOf } from "../layout/metadata.ts";
import { imagesAlias } from "../layout/names.ts";
import { type QdrantSettings, type QdrantStoreOptions, qdrantSettings } from "../options.ts";

/** A collection of ours, in Qdrant's own words. */
export interface QdrantCollectionDescription {
  name: string;
  /** Under which images are read and written; absent for what a migration left behind, and for documents. */
  alias?: string;
  holds: "images" | "documents";
  /** Of the collection and of its optimizer. */
  status: string;
  optimizer: string;
  points: number;
  /** Vectors of all models that the graph holds already. */
  indexedVectors: number;
  segments: number;
  /** Everything that shapes it. */
  config: Schemas["CollectionConfig"];
  /** Payload indexes by path, with the number of points in each. */
  payloadIndexes: Schemas["CollectionInfo"]["payload_schema"];
}

export interface QdrantDescription {
  url: string;
  /** Of the server. */
  version: string;
  /** What was asked for, with the defaults filled in; a collection keeps what it was made with. */
  settings: QdrantSettings;
  /** By name; none where nothing was ever stored under the prefix. */
  collections: QdrantCollectionDescription[];
}

/**
 * What there is under a prefix, and how it is shaped. Changes nothing, and looks at no collection of somebody else.
 *
 * @throws AppError as `connectQdrant`
 */
export async function describeQdrant(
  options: QdrantStoreOptions,
  callOptions: CallOptions = {},
): Promise<QdrantDescription> {
  const settings = qdrantSettings(options);
  const { prefix } = settings.collection;
  const connection = await connectQdrant(options, callOptions);
  const { collections: all } = await connection.read((client) => client.getCollections(), callOptions);
  const { aliases } = await connection.read((client) => client.getAliases(), callOptions);
  const isNamedLikeOurs = (name: string) => name === documentCollectionName({ prefix }) || isImages(name, prefix);
  const collections: QdrantCollectionDescription[] = [];
  for (const name of all
    .map((collection) => collection.name)
    .filter(isNamedLikeOurs)
    .sort()) {
    const info = await connection.read((client) => client.getCollection(name), callOptions);
    if (layoutOf(info) === undefined) continue;
    const isReadAs = aliases.some(
      (entry) => entry.collection_name === name && entry.alias_name === imagesAlias(prefix),
    );
    const alias = isReadAs ? imagesAlias(prefix) : undefined;
    const holds = isImages(name, prefix) ? "images" : "documents";
    collections.push({ name, alias, holds, ...shapeOf(info) });
  }
  return { url: connection.url, version: connection.version, settings, collections };
}

function isImages(name: string, prefix: string): boolean {
  const start = `${imagesAlias(prefix)}-`;
  return name.startsWith(start) && /^\d+$/.test(name.slice(start.length));
}

function shapeOf(info: Schemas["CollectionInfo"]) {
  const { status, optimizer_status, points_count, indexed_vectors_count, segments_count, config, payload_schema } =
    info;
  return {
    status,
    optimizer: typeof optimizer_status === "string" ? optimizer_status : optimizer_status.error,
    points: points_count ?? 0,
    indexedVectors: indexed_vectors_count ?? 0,
    segments: segments_count,
    config,
    payloadIndexes: payload_schema,
  };
}
