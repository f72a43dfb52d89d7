import type { CallOptions, CatalogEntry } from "@lesion-atlas/core";
import type { DocumentCollection } from "./document-collection.ts";
import { type DocumentWrite, entryOf, writeId } from "./document-point.ts";
import { newestWrite } from "./newest-write.ts";

/** Points of one answer. */
const pageSize = 512;

/**
 * The newest version of each document of a kind, by id ascending (UTF-16 code units). Qdrant walks points by their own
 * ids, so the numbers of all writes are read first, without the texts; memory grows with the number of documents.
 */
export async function* listDocuments(
  collection: DocumentCollection,
  kind: string,
  options: CallOptions,
): AsyncGenerator<CatalogEntry, void, undefined> {
  const newest = await newestOfEach(collection, kind, options);
  const ids = [...newest.keys()].filter((id) => newest.get(id)!.version !== undefined).sort();
  for (let first = 0; first < ids.length; first += pageSize) {
    const writes = ids.slice(first, first + pageSize).map((id) => newest.get(id)!);
    const texts = await textsOf(collection, writes, options);
    for (const write of writes) {
      const whole = texts.get(writeId(write));
      const entry = whole?.document === undefined ? await currentEntry(write.id) : entryOf(whole);
      if (entry) yield entry;
    }
  }

  async function currentEntry(id: string): Promise<CatalogEntry | undefined> {
    const write = await newestWrite(collection, kind, id, options);
    return write && entryOf(write);
  }
}

async function newestOfEach(
  { connection, name }: DocumentCollection,
  kind: string,
  options: CallOptions,
): Promise<ReadonlyMap<string, DocumentWrite>> {
  const newest = new Map<string, DocumentWrite>();
  let offset: string | number | undefined;
  do {
    const { points, next_page_offset } = await connection.read(
      (client) =>
        client.scroll(name, {
          filter: { must: [{ key: "kind", match: { value: kind } }] },
          limit: pageSize,
          offset,
          with_payload: ["kind", "id", "number", "version"],
        }),
      options,
    );
    for (const { payload } of points) {
      const write = payload as unknown as DocumentWrite;
      if ((newest.get(write.id)?.number ?? 0) < write.number) newest.set(write.id, write);
    }
    offset = (next_page_offset ?? undefined) as string | number | undefined;
  } while (offset !== undefined);
  return newest;
}

async function textsOf(
  { connection, name }: DocumentCollection,
  writes: readonly DocumentWrite[],
  options: CallOptions,
): Promise<ReadonlyMap<string, DocumentWrite>> {
  const ids = writes.map(writeId);
  const points = await connection.read((client) => client.retrieve(name, { ids, with_payload: true }), options);
  return new Map(points.map(({ id, payload }) => [String(id), payload as unknown as DocumentWrite]));
}
