import { AppError, type Embedding, type Encoder, imageMediaType, readableFormats } from "@lesion-atlas/core";
import sharp from "sharp";

/** What an uploaded photograph may be. */
export interface UploadLimits {
  /** Of the whole file. */
  bytes: number;
  /** Width times height, read from the header before anything is decoded. */
  pixels: number;
  /** Of decoding and preprocessing: the thread that takes longer is ended and replaced. */
  decodeMs: number;
}

export const defaultUploadLimits: UploadLimits = { bytes: 32 * 2 ** 20, pixels: 50e6, decodeMs: 10_000 };

/**
 * The vector and the perceptual hash (16 hex digits) of an uploaded photograph. It is looked at by its first bytes,
 * then by its header, then decoded on the encoder's worker threads, of which one that takes too long is ended; it is never written anywhere, and what its EXIF says goes nowhere.
 *
 * @throws AppError `too_large`, `image_unreadable`, `cancelled`
 */
export async function encodeUpload(
  encoder: Encoder,
  file: File,
  { signal, limits = defaultUploadLimits }: { signal: AbortSignal; limits?: UploadLimits },
): Promise<{ vector: Embedding; perceptualHash: string }> {
  const imageBytes = await checkedBytes(file, limits);
  const { tensor, perceptualHash } = await encoder.preprocess(imageBytes, { signal, limitMs: limits.decodeMs });
  const [vector] = await encoder.encodeImages([tensor], { lane: "interactive", signal });
  return { vector, perceptualHash };
}

async function checkedBytes(file: File, limits: UploadLimits): Promise<Uint8Array> {
  if (file.size > limits.bytes) {
    throw new AppError("too_large", `the image has ${file.size} bytes; up to ${limits.bytes} are taken`);
  }
  const imageBytes = new Uint8Array(await file.arrayBuffer());
  if (imageMediaType(imageBytes) === undefined) {
    throw new AppError(
      "image_unreadable",
      `the file is no image that can be read; readable are ${readableFormats.join(", ")}`,
    );
  }
  const { width, height } = await sharp(imageBytes, { limitInputPixels: false })
    .metadata()
    .catch(() => {
      throw new AppError("image_unreadable", "the image's header is damaged");
    });
  if (width * height > limits.pixels) {
    throw new AppError("too_large", `the image has ${width} x ${height} pixels; up to ${limits.pixels} are taken`);
  }
  return imageBytes;
}
