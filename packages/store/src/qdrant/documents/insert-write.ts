import { AppError, type CallOptions } from "@lesion-atlas/core";
import type { DocumentCollection } from "./document-collection.ts";
import { type DocumentWrite, writeId } from "./document-point.ts";

/** How often a write that was accepted and cannot be read yet is tried. */
const attempts = 5;

/**
 * Inserts a write where its number is free, and reads back who has the number. Safe to repeat: Qdrant leaves a point
 * that is there as it is (`insert_only`), and of several replicas one decides the order (`strong`). Most of them are asked
 * then (`quorum`; `majority` asks all, and fails while one is away).
 *
 * @returns the write that has the number: the one given, or that of a writer who was faster
 * @throws AppError `store_unavailable` when it cannot be read back
 */
export async function insertWrite(
  { connection, read, name }: DocumentCollection,
  write: DocumentWrite,
  options: CallOptions,
): Promise<DocumentWrite> {
  const id = writeId(write);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const points = [{ id, vector: {}, payload: { ...write } }];
    await connection.write(
      (client) => client.upsert(name, { points, update_mode: "insert_only", wait: true, ordering: "strong" }),
      options,
    );
    const [held] = await read(
      (client) => client.retrieve(name, { ids: [id], with_payload: true, consistency: "quorum" }),
      { ...options, patient: true },
    );
    if (held) return held.payload as unknown as DocumentWrite;
  }
  throw new AppError(
    "store_unavailable",
    `${write.kind} "${write.id}" was written to Qdrant and cannot be read back: try again when every replica is active`,
  );
}
