import { AppError, type Embedding, type Point } from "@lesion-atlas/core";
import type { IndexCounts, IndexRequest, Reject } from "./index-request.ts";
import type { PreparedImage } from "./prepare-image.ts";

/**
 * Encodes what is to be encoded, writes it and the changed records in one `upsert`, and counts. Takes no signal: a batch
 * in hand is finished.
 *
 * @throws AppError `model_invalid` when the model gives no unit vector for any of several images; one alone is a reject.
 */
export async function writeBatch(
  { encoder, store, dryRun }: IndexRequest,
  batch: readonly PreparedImage[],
): Promise<{ counts: IndexCounts; rejects: Reject[] }> {
  const rejects: Reject[] = [];
  const points: Point[] = [];
  const having = <Kind extends PreparedImage["kind"]>(kind: Kind) =>
    batch.filter((image): image is Extract<PreparedImage, { kind: Kind }> => image.kind === kind);

  const encodable = having("encode");
  const tensors = encodable.map(({ tensor }) => tensor);
  const vectors = tensors.length > 0 ? await encoder.encodeImages(tensors, { lane: "bulk" }) : [];
  const { fingerprint, id } = encoder.model;
  for (const [index, { record }] of encodable.entries()) {
    const values = vectors[index];
    if (isUnitLength(values)) points.push({ record, vector: { fingerprint, values } });
    else rejects.push({ key: record.key, file: record.file, reason: `the model ${id} gives no unit vector for it` });
  }
  if (encodable.length > 1 && points.length === 0) {
    throw new AppError(
      "model_invalid",
      `the model ${id} gives no unit vector for any of ${encodable.length} images: check it with \`lesion models verify ${id}\``,
    );
  }
  const stored = points.length + having("would-encode").length;
  const records = having("record").map(({ record }) => ({ record }));
  points.push(...records);
  if (points.length > 0 && !dryRun) await store.upsert(points);
  rejects.push(...having("reject").map(({ reject }) => reject));
  return {
    counts: { stored, unchanged: having("unchanged").length, updated: records.length, rejected: rejects.length },
    rejects,
  };
}

/** Within the tolerance of `VectorStore.upsert`; NaN is not. */
function isUnitLength(vector: Embedding): boolean {
  let squares = 0;
  for (const value of vector) squares += value * value;
  return Math.abs(Math.sqrt(squares) - 1) < 1e-3;
}
