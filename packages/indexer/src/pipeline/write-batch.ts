import type { IndexCounts, Point, Reject } from "@lesion-atlas/core";
import { encodeBatch } from "./encode-batch.ts";
import type { IndexRequest } from "./index-request.ts";
import type { PreparedImage } from "./prepare-image.ts";

/**
 * Encodes what is to be encoded, writes it and the changed records in one `upsert`, and counts. Takes no signal: a batch
 * in hand is finished.
 *
 * @throws AppError see `encodeBatch` and `VectorStore.upsert`
 */
export async function writeBatch(
  { encoder, store, dryRun }: IndexRequest,
  batch: readonly PreparedImage[],
): Promise<{ counts: IndexCounts; rejects: Reject[] }> {
  const having = <Kind extends PreparedImage["kind"]>(kind: Kind) =>
    batch.filter((image): image is Extract<PreparedImage, { kind: Kind }> => image.kind === kind);
  const rejects = having("reject").map(({ reject }) => reject);
  const points: Point[] = [];

  const encodable = having("encode");
  const encoded = await encodeBatch(
    encoder,
    encodable.map(({ tensor }) => tensor),
  );
  const { fingerprint } = encoder.model;
  for (const [index, { record }] of encodable.entries()) {
    const answer = encoded[index];
    if ("vector" in answer) points.push({ record, vector: { fingerprint, values: answer.vector } });
    else rejects.push({ key: record.key, file: record.file, reason: answer.reason });
  }
  const stored = points.length + having("would-encode").length;
  const records = having("record").map(({ record }) => ({ record }));
  points.push(...records);
  if (points.length > 0 && !dryRun) await store.upsert(points);
  return {
    counts: { stored, unchanged: having("unchanged").length, updated: records.length, rejected: rejects.length },
    rejects,
  };
}
