import type { DatabaseSync } from "node:sqlite";
import type { RowChunk } from "@lesion-atlas/compute";
import type { Filter } from "@lesion-atlas/core";
import { lastChange } from "../database/transaction.ts";
import type { KnownModel } from "../models/find-model.ts";
import { allowedImages } from "./allowed-images.ts";
import { type MaskCache, createMaskCache } from "./mask-cache.ts";
import { streamVectors } from "./stream-vectors.ts";
import { type VectorMemory, createVectorMemory } from "./vector-memory.ts";

/** The vectors of a model as of the open transaction, with who takes part in which query. */
export interface VectorRows {
  /** @returns chunks whose `allowed` has one mask for each filter */
  chunks(filters: readonly (Filter | undefined)[]): Iterable<RowChunk>;
  /** Number of the image of a row that was given out. */
  imageOf(row: number): number;
}

/** Opens vectors for one call; between calls it remembers what did not change. */
export interface VectorSource {
  /** @throws AppError `too_large` when they do not fit the memory */
  open(database: DatabaseSync, model: KnownModel): VectorRows;
}

/** Vectors that stay in memory, up to `bound` bytes, for the model that was used last. */
export function createLoadedSource(bound: number): VectorSource {
  let loaded: { fingerprint: string; memory: VectorMemory; masks: MaskCache } | undefined;

  return {
    open(database, model) {
      if (loaded?.fingerprint !== model.fingerprint) {
        loaded = { fingerprint: model.fingerprint, memory: createVectorMemory(model), masks: createMaskCache() };
      }
      const { memory, masks } = loaded;
      memory.refresh(database, lastChange(database), bound);
      return {
        *chunks(filters) {
          const wholeMasks = filters.map((filter) => masks.maskOf(database, memory, filter));
          for (const chunk of memory.chunks()) {
            const [first, end] = [chunk.firstRow, chunk.firstRow + chunk.rows.rows];
            yield { ...chunk, allowed: wholeMasks.map((mask) => mask?.subarray(first, end)) };
          }
        },
        imageOf: (row) => memory.images[row],
      };
    },
  };
}

/** Vectors that are read past the search, each once, and not kept. */
export function createStreamedSource(): VectorSource {
  return {
    open(database, model) {
      const images: number[] = [];
      return {
        chunks: (filters) =>
          streamVectors(
            database,
            model,
            filters.map((filter) => filter && allowedImages(database, filter)),
            images,
          ),
        imageOf: (row) => images[row],
      };
    },
  };
}
