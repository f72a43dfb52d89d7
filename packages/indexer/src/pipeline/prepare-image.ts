import {
  AppError,
  type CallOptions,
  type Embedding,
  type ImageRecord,
  type ImageTensor,
  type Reject,
} from "@lesion-atlas/core";
import { type ImageTask, imageRecord, recordTask } from "./image-task.ts";
import type { IndexRequest } from "./index-request.ts";

/** What a key needs once its file has been read. */
export type PreparedImage =
  | Extract<ImageTask, { kind: "unchanged" | "record" }>
  | { kind: "encode"; record: ImageRecord; tensor: ImageTensor }
  /** Its content has been encoded before, into this store or another. */
  | { kind: "cached"; record: ImageRecord; vector: Embedding }
  /** A dry run's `encode`. */
  | { kind: "would-encode" }
  | { kind: "reject"; reject: Reject };

/**
 * Reads an image, hashes it and, unless the hash shows content that is stored or in the cache, decodes it. A broken image becomes
 * a reject; what speaks of the whole archive, the encoder or a cancellation is thrown.
 */
export async function prepareImage(
  request: IndexRequest,
  task: Extract<ImageTask, { kind: "read" }>,
  options: CallOptions = {},
): Promise<PreparedImage> {
  const { archive, archiveName, encoder, dryRun, embeddingCache } = request;
  const { entry, encoded } = task;
  if (dryRun && !encoded) return { kind: "would-encode" };
  try {
    const bytes = await archive.bytes(entry.key, options);
    if (bytes.length === 0) throw new AppError("image_unreadable", "the file is empty");
    const content_hash = await sha256(bytes);
    const byte_size = bytes.length;
    if (encoded?.content_hash === content_hash) {
      const { perceptual_hash, width, height } = encoded;
      const facts = { content_hash, perceptual_hash, width, height, byte_size };
      return recordTask(entry, imageRecord(archive, archiveName, entry, facts), encoded);
    }
    if (dryRun) return { kind: "would-encode" };
    const cached = embeddingCache?.read(encoder.model.fingerprint, content_hash);
    if (cached?.vector.length === encoder.model.dimensions) {
      const { vector, width, height, perceptualHash: perceptual_hash } = cached;
      const facts = { content_hash, perceptual_hash, width, height, byte_size };
      return { kind: "cached", record: imageRecord(archive, archiveName, entry, facts), vector };
    }
    const { tensor, width, height, perceptualHash } = await encoder.preprocess(bytes, options);
    const facts = { content_hash, perceptual_hash: perceptualHash, width, height, byte_size };
    return { kind: "encode", record: imageRecord(archive, archiveName, entry, facts), tensor };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "image_unreadable") throw error;
    return { kind: "reject", reject: { key: entry.key, file: archive.record(entry.key).file, reason: error.message } };
  }
}

/** Hex. Off the event loop, and before the bytes are handed on: a decoder may take their buffer. */
async function sha256(bytes: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)).toString("hex");
}
