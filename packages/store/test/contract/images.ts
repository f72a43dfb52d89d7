import { type Embedding, type ImageRecord, type Model, type Point, imageId } from "@lesion-atlas/core";

/** A model for tests; two of different names have different fingerprints. */
export function testModel(name: string, dimensions: number): Model {
  return {
    id: name,
    fingerprint: Buffer.from(name).toString("hex").padEnd(64, "0").slice(0, 64),
    dimensions,
    logitScale: 100,
    templates: [],
    hasText: true,
  };
}

/** A record with nothing but what every record has. */
export function testRecord(key: string, columns: Partial<ImageRecord> = {}): ImageRecord {
  const archive = columns.archive ?? "milk";
  return {
    id: imageId(archive, key),
    archive,
    key,
    file: `images/${key}.jpg`,
    content_hash: "a".repeat(64),
    perceptual_hash: "0123456789abcdef",
    width: 600,
    height: 450,
    byte_size: 1000,
    ...columns,
  };
}

/** The same direction with length 1. */
export function unit(values: readonly number[]): Embedding {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}

/** Component `place` is 1, the others are 0: inner products of such vectors are exact. */
export function axis(place: number, dimensions: number): Embedding {
  return Float32Array.from({ length: dimensions }, (_, index) => Number(index === place));
}

/** An image with its vector. */
export function testPoint(record: ImageRecord, model: Model, values: Embedding): Point {
  return { record, vector: { fingerprint: model.fingerprint, values } };
}

/** A direction for each number, the same on every machine; no two are near each other. */
export function numberedVector(number: number, dimensions: number): Embedding {
  return unit(
    Array.from({ length: dimensions }, (_, index) => Math.sin((number + 1) * 12.9898 + (index + 1) * 78.233)),
  );
}
