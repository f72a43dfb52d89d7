import type { CallOptions } from "@lesion-atlas/core";
import type { QdrantClient } from "@qdrant/js-client-rest";
import type { QdrantConnection } from "../connection/connect.ts";
import { statusOf } from "../connection/to-app-error.ts";
import { markMetadata } from "../layout/metadata.ts";
import { requireOurs } from "../layout/require-ours.ts";
import type { CollectionSettings } from "../options.ts";

/** How a reader asks. */
export interface ReadOptions extends CallOptions {
  /** For what a write depends on: waits for a server that is away, as the write itself does. Default: false. */
  patient?: boolean;
}

/** The collection of documents, and the way to it. */
export interface DocumentCollection {
  readonly connection: QdrantConnection;
  readonly name: string;
  /** A request that changes nothing. */
  read<Answer>(ask: (client: QdrantClient) => Promise<Answer>, options: ReadOptions): Promise<Answer>;
  /** Whether there is one; a reader of none finds nothing and makes nothing. */
  exists(options: ReadOptions): Promise<boolean>;
  /** Makes it where it is missing. */
  ensure(options: CallOptions): Promise<void>;
}

/** What is searched for, each with an index that is made before the first point. */
const indexes = { kind: "keyword", id: "keyword", number: "integer" } as const;

/** Name of the collection of documents under a prefix. */
export function documentCollectionName({ prefix }: Pick<CollectionSettings, "prefix">): string {
  return `${prefix}-documents`;
}

/** Nothing is asked or made yet. */
export function documentCollection(connection: QdrantConnection, settings: CollectionSettings): DocumentCollection {
  const name = documentCollectionName(settings);
  let isReady = false;

  const read: DocumentCollection["read"] = (ask, { patient, ...options }) =>
    patient ? connection.write(ask, options) : connection.read(ask, options);

  async function missingIndexes(options: ReadOptions): Promise<(keyof typeof indexes)[] | undefined> {
    try {
      const info = await read((client) => client.getCollection(name), options);
      requireOurs(name, info);
      const { payload_schema } = info;
      return (Object.keys(indexes) as (keyof typeof indexes)[]).filter((key) => payload_schema[key] === undefined);
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  async function create(options: CallOptions): Promise<void> {
    const { replicas, writeConsistency, strictMode } = settings;
    try {
      await connection.write(
        (client) =>
          client.createCollection(name, {
            vectors: {},
            shard_number: 1,
            replication_factor: replicas,
            write_consistency_factor: writeConsistency,
            on_disk_payload: true,
            metadata: markMetadata,
            ...(strictMode ? { strict_mode_config: strictMode } : {}),
          }),
        options,
      );
    } catch (error) {
      if (statusOf(error) !== 409) throw error;
    }
  }

  /** Another process may have made the collection and not its indexes yet. */
  async function complete(keys: readonly (keyof typeof indexes)[], options: CallOptions): Promise<void> {
    for (const key of keys) {
      await connection.write(
        (client) => client.createPayloadIndex(name, { field_name: key, field_schema: indexes[key], wait: true }),
        options,
      );
    }
    isReady = true;
  }

  return {
    connection,
    name,
    read,
    async exists(options) {
      if (isReady) return true;
      const missing = await missingIndexes(options);
      if (missing) await complete(missing, options);
      return isReady;
    },
    async ensure(options) {
      if (isReady) return;
      let missing = await missingIndexes({ ...options, patient: true });
      if (!missing) {
        await create(options);
        missing = Object.keys(indexes) as (keyof typeof indexes)[];
      }
      await complete(missing, options);
    },
  };
}
