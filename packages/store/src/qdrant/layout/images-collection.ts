import { AppError, type CallOptions, type Model } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import type { QdrantConnection } from "../connection/connect.ts";
import type { CollectionSettings } from "../options.ts";
import { newVector, vectorUpdate } from "./collection-config.ts";
import { imagesAlias, vectorName } from "./names.ts";
import { findAlias, openImagesCollection } from "./open-collection.ts";
import type { PayloadIndex } from "./payload-indexes.ts";

/** The collection of images of one prefix, as one process knows it. */
export interface ImagesCollection {
  readonly connection: QdrantConnection;
  readonly settings: CollectionSettings;
  /** What points are read and written under. */
  readonly alias: string;
  /**
   * For writes where there are copies: one leader orders them. Reads ask one copy: `majority` asks every copy there is and
   * fails while one is away (Qdrant 1.18, `execute_and_resolve_read_operation`).
   */
  readonly ordering: { ordering?: "strong" };
  /** As the server has it now. */
  info(options?: CallOptions): Promise<Schemas["CollectionInfo"]>;
  /** Changes what can be changed in place. */
  update(change: Schemas["UpdateCollection"], options?: CallOptions): Promise<void>;
  /** Whether any image may have a vector of the model. */
  hasVector(model: Model, options?: CallOptions): Promise<boolean>;
  /** Adds the model's named vector, with graph and quantization, where it is missing. */
  addVector(model: Model, options?: CallOptions): Promise<void>;
  /** Whether a path is indexed. */
  hasIndex(path: string, options?: CallOptions): Promise<boolean>;
  /** Makes the indexes that are missing. */
  addIndexes(indexes: readonly PayloadIndex[], options?: CallOptions): Promise<void>;
  /** Makes an index that is there again, in segments that lack it. */
  renewIndex(path: string, options?: CallOptions): Promise<void>;
  /** Resolves when everything that was written before can be read, on every shard. */
  settle(options?: CallOptions): Promise<void>;
}

/** Opens or makes it. @throws AppError see `openImagesCollection` */
export async function createImagesHandle(
  connection: QdrantConnection,
  settings: CollectionSettings,
  options?: CallOptions,
): Promise<ImagesCollection> {
  await openImagesCollection(connection, settings, options);
  const alias = imagesAlias(settings.prefix);
  const vectors = new Set<string>();
  const indexes = new Set<string>();

  async function info(options?: CallOptions): Promise<Schemas["CollectionInfo"]> {
    const now = await connection.read((client) => client.getCollection(alias), options);
    for (const path of Object.keys(now.payload_schema)) indexes.add(path);
    return now;
  }
  /** Points may be written through an alias, a collection may not be changed through one. */
  async function ownName(options?: CallOptions): Promise<string> {
    const name = await findAlias(connection, alias, options);
    if (name !== undefined) return name;
    throw new AppError("not_found", `Qdrant at ${connection.url} has no images any more (alias ${alias} is gone)`);
  }
  const settle = async (options?: CallOptions) =>
    void (await connection.write(
      (client) => client.setPayload(alias, { payload: {}, filter: { must: [{ has_id: [] }] }, wait: true }),
      { ...options, slow: true },
    ));

  const { replication_factor = 1 } = (await info(options)).config.params;
  const copies = (replication_factor ?? 1) > 1;
  return {
    connection,
    settings,
    alias,
    ordering: copies ? { ordering: "strong" } : {},
    info,
    settle,
    async update(change, options) {
      const name = await ownName(options);
      await connection.write((client) => client.updateCollection(name, change), { ...options, slow: true });
    },
    async hasVector(model, options) {
      const name = vectorName(model);
      if (!vectors.has(name) && vectorParams(await info(options), name)) vectors.add(name);
      return vectors.has(name);
    },
    async addVector(model, options) {
      const vector = vectorName(model);
      if (vectors.has(vector)) return;
      const collection = await ownName(options);
      const slow = { ...options, slow: true };
      const there = vectorParams(await info(options), vector);
      if (!there) {
        const config = newVector(model.dimensions, settings);
        await connection.write((client) => client.createVectorName(collection, vector, config), slow);
      }
      if (typeof there?.on_disk !== "boolean") {
        const change = { vectors: { [vector]: vectorUpdate(settings) } };
        await connection.write((client) => client.updateCollection(collection, change), slow);
        await settle(options);
      }
      vectors.add(vector);
    },
    async hasIndex(path, options) {
      if (!indexes.has(path)) await info(options);
      return indexes.has(path);
    },
    async renewIndex(path, options) {
      const index = (await info(options)).payload_schema[path];
      const name = await ownName(options);
      const schema = (index?.params ?? index?.data_type) as Schemas["PayloadFieldSchema"];
      await connection.write(
        (client) => client.createPayloadIndex(name, { field_name: path, field_schema: schema, wait: true }),
        { ...options, slow: true },
      );
    },
    async addIndexes(wanted, options) {
      const missing = () => wanted.filter(({ path }) => !indexes.has(path));
      if (missing().length === 0) return;
      await info(options);
      const unique = new Map(missing().map((index) => [index.path, index]));
      if (unique.size === 0) return;
      const name = await ownName(options);
      for (const { path, schema } of unique.values()) {
        await connection.write(
          (client) => client.createPayloadIndex(name, { field_name: path, field_schema: schema, wait: true }),
          { ...options, slow: true },
        );
        indexes.add(path);
      }
    },
  };
}

/** The same, for what a write has to look at: asked again for as long as a write is. */
export function patientImages(images: ImagesCollection): ImagesCollection {
  const { connection } = images;
  return { ...images, connection: { ...connection, read: (ask, options) => connection.write(ask, options) } };
}

function vectorParams(info: Schemas["CollectionInfo"], name: string): Schemas["VectorParams"] | undefined {
  return (info.config.params.vectors as Record<string, Schemas["VectorParams"]> | undefined)?.[name];
}
