import { randomUUID } from "node:crypto";
import { AppError, type CallOptions, type Catalog, throwIfCancelled } from "@lesion-atlas/core";
import { connectQdrant } from "./connection/connect.ts";
import { type ReadOptions, documentCollection } from "./documents/document-collection.ts";
import { type DocumentWrite, entryOf, nextVersion, removal } from "./documents/document-point.ts";
import { forgetText } from "./documents/forget-text.ts";
import { insertWrite } from "./documents/insert-write.ts";
import { listDocuments } from "./documents/list-documents.ts";
import { listKinds } from "./documents/list-kinds.ts";
import { newestWrite } from "./documents/newest-write.ts";
import { type QdrantStoreOptions, qdrantSettings } from "./options.ts";

/**
 * Documents in a collection without vectors beside the images. It is made by the first write; whoever only reads makes
 * nothing. Every write may be tried again: it happens once, and of two writers of one version exactly one wins, on
 * several replicas as well.
 *
 * @throws AppError as `createQdrantStore`
 */
export async function createQdrantCatalog(
  options: QdrantStoreOptions,
  callOptions: CallOptions = {},
): Promise<Catalog> {
  const connection = await connectQdrant(options, callOptions);
  const collection = documentCollection(connection, qdrantSettings(options).collection);

  async function newest(kind: string, id: string, options: ReadOptions): Promise<DocumentWrite | undefined> {
    return (await collection.exists(options)) ? newestWrite(collection, kind, id, options) : undefined;
  }

  /**
   * Writes what `propose` makes of the newest write, again when somebody was faster.
   *
   * @param propose undefined for nothing to do; may throw
   */
  async function write<Write extends DocumentWrite>(
    kind: string,
    id: string,
    propose: (newest: DocumentWrite | undefined, writer: string) => Write | undefined,
    options: CallOptions,
  ): Promise<Write | undefined> {
    throwIfCancelled(options.signal);
    const writer = randomUUID();
    for (;;) {
      const before = await newest(kind, id, { ...options, patient: true });
      const proposed = propose(before, writer);
      if (!proposed) return undefined;
      await collection.ensure(options);
      const held = await insertWrite(collection, proposed, options);
      if (held.writer !== writer) continue;
      await forgetText(collection, before);
      return proposed;
    }
  }

  return {
    async get(kind, id, options = {}) {
      const write = await newest(kind, id, options);
      return write && entryOf(write);
    },
    async put(kind, id, document, { ifVersion, ...options } = {}) {
      const written = await write(
        kind,
        id,
        (before, writer) => {
          const version = before?.version ?? 0;
          if (ifVersion !== undefined && ifVersion !== version) throw conflict(kind, id, version, ifVersion);
          return nextVersion({ kind, id, document }, before, writer);
        },
        options,
      );
      return written!.version;
    },
    async append(kind, { id, document }, options = {}) {
      const written = await write(
        kind,
        id,
        (before, writer) => (before?.version ? undefined : nextVersion({ kind, id, document }, before, writer)),
        options,
      );
      return written !== undefined;
    },
    async *list(kind, options = {}) {
      if (await collection.exists(options)) yield* listDocuments(collection, kind, options);
    },
    async kinds(options = {}) {
      return (await collection.exists(options)) ? listKinds(collection, options) : [];
    },
    async delete(kind, id, options = {}) {
      const written = await write(
        kind,
        id,
        (before, writer) => (before?.version ? removal(before, writer) : undefined),
        options,
      );
      return written !== undefined;
    },
    close: async () => {},
  };
}

function conflict(kind: string, id: string, version: number, ifVersion: number): AppError {
  return new AppError(
    "conflict",
    `${kind} "${id}" is at version ${version} and not at ${ifVersion}: read it again and repeat the change`,
  );
}
