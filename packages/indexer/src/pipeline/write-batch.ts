import type { Embedding, ImageRecord, IndexCounts, Point, Reject } from "@lesion-atlas/core";
import { encodeBatch } from "./encode-batch.ts";
import type { CachedEmbedding } from "../embedding-cache/embedding-cache.ts";
import type { IndexRequest } from "./index-request.ts";
import type { PreparedImage } from "./prepare-image.ts";

type EncodedContent = CachedEmbedding & { contentHash: string };

/**
 * Encodes what is to be encoded, writes it and the changed records in one `upsert`, and counts. Takes no signal: a batch
 * in hand is finished.
 *
 * @throws AppError see `encodeBatch` and `VectorStore.upsert`
 */
export async function writeBatch(
  { encoder, store, dryRun, embeddingCache }: IndexRequest,
  batch: readonly PreparedImage[],
): Promise<{ counts: IndexCounts; rejects: Reject[] }> {
  const having = <Kind extends PreparedImage["kind"]>(kind: Kind) =>
    batch.filter((image): image is Extract<PreparedImage, { kind: Kind }> => image.kind === kind);
  const rejects = having("reject").map(({ reject }) => reject);
  const { fingerprint } = encoder.model;
  const points: Point[] = having("cached").map(({ record, vector: values }) => ({
    record,
    vector: { fingerprint, values },
  }));

  const encodable = having("encode");
  const encoded = await encodeBatch(
    encoder,
    encodable.map(({ tensor }) => tensor),
  );
  const fresh: EncodedContent[] = [];
  for (const [index, { record }] of encodable.entries()) {
    const answer = encoded[index];
    if ("vector" in answer) {
      points.push({ record, vector: { fingerprint, values: answer.vector } });
      fresh.push(encodedContent(record, answer.vector));
    } else rejects.push({ key: record.key, file: record.file, reason: answer.reason });
  }
  embeddingCache?.write(fingerprint, fresh);
  const stored = points.length + having("would-encode").length;
  const records = having("record").map(({ record }) => ({ record }));
  points.push(...records);
  if (points.length > 0 && !dryRun) await store.upsert(points);
  return {
    counts: { stored, unchanged: having("unchanged").length, updated: records.length, rejected: rejects.length },
    rejects,
  };
}

function encodedContent(record: ImageRecord, vector: Embedding): EncodedContent {
  const { content_hash: contentHash, perceptual_hash: perceptualHash, width, height } = record;
  return { contentHash, vector, width, height, perceptualHash };
}
