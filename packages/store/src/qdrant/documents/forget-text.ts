import type { DocumentCollection } from "./document-collection.ts";
import { type DocumentWrite, writeId } from "./document-point.ts";

/**
 * Frees the room of a text that a newer write has replaced. The point stays, since its number stays taken; where the
 * text stays too, nobody reads it.
 */
export async function forgetText(
  { connection, name }: DocumentCollection,
  replaced: DocumentWrite | undefined,
): Promise<void> {
  if (replaced?.document === undefined) return;
  const points = [writeId(replaced)];
  await connection
    .write((client) => client.deletePayload(name, { keys: ["document"], points, wait: false }))
    .catch(() => undefined);
}
