import { join } from "node:path";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { differenceOf, readContents } from "../../backup/contents.ts";
import type { BackupManifest } from "../../backup/manifest.ts";
import { type BackupOptions, progressOf, writeBackup } from "../../backup/write-backup.ts";
import { type QdrantConnection, connectQdrant } from "../connection/connect.ts";
import { createQdrantCatalog } from "../create-qdrant-catalog.ts";
import { createQdrantStore } from "../create-qdrant-store.ts";
import { documentCollectionName } from "../documents/document-collection.ts";
import { imagesAlias } from "../layout/names.ts";
import { findAlias } from "../layout/open-collection.ts";
import { type QdrantStoreOptions, qdrantSettings } from "../options.ts";
import { downloadSnapshot } from "./snapshot-transfer.ts";

/** The files of a backup: a snapshot of each collection. */
export const snapshotNames = { images: "images.snapshot", documents: "documents.snapshot" } as const;

/**
 * Backs up the images and documents of a prefix by Qdrant's own snapshots, downloaded and then removed from the server. The
 * server serves meanwhile; images and documents are each of one moment, one after the other. The counts are exact where
 * nothing was written between the first count and the last.
 *
 * @param folder that is not there yet
 * @throws AppError `not_found` where nothing is stored under the prefix, `unsupported` where a collection lies on several
 * nodes, `invalid_input` where the folder is there already
 */
export async function backupQdrantStore(
  options: QdrantStoreOptions,
  folder: string,
  backupOptions: BackupOptions = {},
): Promise<BackupManifest> {
  const { signal, onProgress } = backupOptions;
  const connection = await connectQdrant(options, { signal });
  const { prefix } = qdrantSettings(options).collection;
  const images = await findAlias(connection, imagesAlias(prefix), { signal });
  if (images === undefined) {
    throw new AppError("not_found", `nothing is stored under the prefix ${prefix} at ${connection.url}`);
  }
  const { collections } = await connection.read((client) => client.getCollections(), { signal });
  const documents = collections.find(({ name }) => name === documentCollectionName({ prefix }))?.name;
  const onBytes = progressOf("copy", onProgress);

  async function save(collection: string, file: string): Promise<void> {
    await requireOneNode(connection, collection, { signal });
    const made = await connection.write((client) => client.createSnapshot(collection, { wait: true }), {
      signal,
      slow: true,
    });
    if (!made) throw new AppError("internal", `Qdrant made no snapshot of ${collection}`);
    const { name: snapshot, checksum } = made;
    try {
      const transfer = { collection, snapshot, file, checksum: checksum ?? undefined };
      await downloadSnapshot(options, transfer, { signal, onBytes });
    } finally {
      await connection.write((client) => client.deleteSnapshot(collection, snapshot), { slow: true });
    }
  }

  const about = { kind: "qdrant", from: `qdrant:${connection.url}?prefix=${prefix}` } as const;
  const [store, catalog] = await Promise.all([createQdrantStore(options), createQdrantCatalog(options)]);
  try {
    return await writeBackup(
      folder,
      about,
      async (unfinished) => {
        const before = await readContents(store, catalog, { signal });
        await save(images, join(unfinished, snapshotNames.images));
        if (documents !== undefined) await save(documents, join(unfinished, snapshotNames.documents));
        const contents = await readContents(store, catalog, { signal });
        return { contents, countsExact: differenceOf(before, contents) === undefined, server: connection.version };
      },
      backupOptions,
    );
  } finally {
    await Promise.all([store.close(), catalog.close()]);
  }
}

/** A snapshot holds the shards of the node that makes it. */
async function requireOneNode(connection: QdrantConnection, collection: string, options: CallOptions): Promise<void> {
  const { remote_shards } = await connection.read((client) => client.collectionClusterInfo(collection), options);
  if (remote_shards.length === 0) return;
  throw new AppError(
    "unsupported",
    `${collection} lies on several nodes, and a snapshot holds one node's part: copy the store to a file in place of it, ` +
      "lesion store migrate --to sqlite:PATH, and back that up",
  );
}
