import type { Embedding } from "@lesion-atlas/core";

/** What encoding one content under one model gave, with what decoding it told. */
export interface CachedEmbedding {
  vector: Embedding;
  /** Pixels, as in `ImageRecord`. */
  width: number;
  height: number;
  /** 64-bit DCT perceptual hash, 16 hex digits. */
  perceptualHash: string;
}

/**
 * Embeddings by model fingerprint and content hash (SHA-256 of the file, hex), so that a second store costs no encoding.
 * A cache helps or does nothing: neither call throws.
 */
export interface EmbeddingCache {
  read(fingerprint: string, contentHash: string): CachedEmbedding | undefined;
  write(fingerprint: string, entries: readonly (CachedEmbedding & { contentHash: string })[]): void;
  close(): void;
}
