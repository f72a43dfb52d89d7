import { join } from "node:path";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { checkRestored } from "../../backup/check-restored.ts";
import { hashAndCopy } from "../../backup/copy-checked.ts";
import { type BackupManifest, readManifest } from "../../backup/manifest.ts";
import { type BackupOptions, fileError, progressOf } from "../../backup/write-backup.ts";
import { type QdrantConnection, connectQdrant } from "../connection/connect.ts";
import { createQdrantCatalog } from "../create-qdrant-catalog.ts";
import { createQdrantStore } from "../create-qdrant-store.ts";
import { documentCollectionName } from "../documents/document-collection.ts";
import { checkPrefix, imagesAlias, imagesCollection } from "../layout/names.ts";
import { requireOurs } from "../layout/require-ours.ts";
import { type QdrantStoreOptions, qdrantSettings } from "../options.ts";
import { snapshotNames } from "./backup-qdrant-store.ts";
import { uploadSnapshot } from "./snapshot-transfer.ts";

/**
 * Brings a backup of a Qdrant store back, on the same server or another one, under a prefix that has nothing yet. What
 * shapes the collections is that of the backup. The alias comes last: nobody reads half of it.
 *
 * @throws AppError `invalid_input` for a backup of another kind, a file that was changed since, or a prefix that is taken;
 * `conflict` where the restored store does not hold what the manifest says
 */
export async function restoreQdrantStore(
  folder: string,
  options: QdrantStoreOptions,
  { signal, onProgress }: Omit<BackupOptions, "modelFiles"> = {},
): Promise<BackupManifest> {
  const manifest = await readManifest(folder, { signal });
  if (manifest.kind !== "qdrant") {
    throw new AppError(
      "invalid_input",
      `${folder} is a backup of a SQLite store: copy it to Qdrant with lesion store migrate --from ` +
        `sqlite:${join(folder, "store.sqlite")} --to qdrant:URL`,
    );
  }
  const { prefix } = qdrantSettings(options).collection;
  checkPrefix(prefix);
  const connection = await connectQdrant(options, { signal });
  const targets = [
    { name: snapshotNames.images, collection: imagesCollection(prefix, 1) },
    { name: snapshotNames.documents, collection: documentCollectionName({ prefix }) },
  ].flatMap((target) => manifest.files.filter(({ name }) => name === target.name).map((file) => ({ ...target, file })));
  await requireNothing(connection, prefix, { signal });
  await checkFiles(folder, targets, { signal, onProgress });

  const onBytes = progressOf("copy", onProgress, sum(targets.map(({ file }) => file.bytes)));
  const made: string[] = [];
  try {
    for (const { name, collection, file } of targets) {
      made.push(collection);
      await uploadSnapshot(options, { collection, ...file, file: join(folder, name) }, { signal, onBytes });
      requireOurs(collection, await connection.read((client) => client.getCollection(collection), { signal }));
    }
    const create_alias = { alias_name: imagesAlias(prefix), collection_name: imagesCollection(prefix, 1) };
    await connection.write((client) => client.updateCollectionAliases({ actions: [{ create_alias }] }), { signal });
  } catch (thrown) {
    for (const collection of made) await connection.write((client) => client.deleteCollection(collection));
    throw thrown;
  }
  const [store, catalog] = await Promise.all([createQdrantStore(options), createQdrantCatalog(options)]);
  try {
    await checkRestored(manifest, store, catalog, { signal });
  } finally {
    await Promise.all([store.close(), catalog.close()]);
  }
  return manifest;
}

async function requireNothing(connection: QdrantConnection, prefix: string, options: CallOptions): Promise<void> {
  const { collections } = await connection.read((client) => client.getCollections(), options);
  const { aliases } = await connection.read((client) => client.getAliases(), options);
  const names = [...collections.map(({ name }) => name), ...aliases.map(({ alias_name }) => alias_name)];
  const taken = names.find(
    (name) => name === documentCollectionName({ prefix }) || name.startsWith(imagesAlias(prefix)),
  );
  if (taken === undefined) return;
  throw new AppError(
    "invalid_input",
    `Qdrant at ${connection.url} has ${taken} already: restore under another prefix (qdrant:URL?prefix=NAME), or remove it`,
  );
}

async function checkFiles(
  folder: string,
  targets: readonly { name: string; file: { bytes: number; sha256: string } }[],
  { signal, onProgress }: BackupOptions,
): Promise<void> {
  const onBytes = progressOf("check", onProgress, sum(targets.map(({ file }) => file.bytes)));
  for (const { name, file } of targets) {
    const path = join(folder, name);
    const { sha256 } = await hashAndCopy(path, undefined, { signal, onBytes }).catch((thrown: unknown) => {
      throw fileError(thrown, path);
    });
    if (sha256 !== file.sha256) throw new AppError("invalid_input", `${path} was changed since the backup was made`);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
