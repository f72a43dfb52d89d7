import { type Model, type Point, type PreprocessedImage, imageId } from "@lesion-atlas/core";

/** A point as the indexer would write it. */
export function pointOf(
  n: number,
  { fingerprint }: Model,
  values: Float32Array,
  { width, height, perceptualHash }: Omit<PreprocessedImage, "tensor"> = unknownImage,
): Point {
  const key = `ISIC_${String(n).padStart(7, "0")}`;
  return {
    record: {
      id: imageId("bench", key),
      archive: "bench",
      key,
      file: `${key}.jpg`,
      content_hash: n.toString(16).padStart(64, "0"),
      perceptual_hash: perceptualHash,
      width,
      height,
      byte_size: 40_000,
      sex: n % 2 === 0 ? "female" : "male",
    },
    vector: { fingerprint, values },
  };
}

const unknownImage = { width: 600, height: 450, perceptualHash: "0".repeat(16) };
