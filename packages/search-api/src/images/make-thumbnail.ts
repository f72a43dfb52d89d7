import { AppError } from "@lesion-atlas/core";
import sharp from "sharp";

/** Longest side in pixels; few, so that the cache holds few files an image. */
export const thumbnailSizes = [128, 256, 512, 1024] as const;
export type ThumbnailSize = (typeof thumbnailSizes)[number];

export const thumbnailFormats = ["avif", "webp", "jpeg"] as const;
export type ThumbnailFormat = (typeof thumbnailFormats)[number];

/** Larger originals are refused before they are decoded, as the encoder refuses them. */
const maximumPixels = 100e6;

/** The best format that the client takes (`Accept`); JPEG for one that names none. */
export function thumbnailFormat(accept: string | undefined): ThumbnailFormat {
  const refused = (type: string) => new RegExp(`${type}\\s*;\\s*q=0(\\.0*)?\\s*(,|$)`).test(accept ?? "");
  for (const format of ["avif", "webp"] as const) {
    const type = `image/${format}`;
    if (accept?.includes(type) && !refused(type)) return format;
  }
  return "jpeg";
}

/**
 * A small picture of an original, upright as a browser shows it, never enlarged, without any metadata.
 *
 * @throws AppError `image_unreadable`
 */
export async function makeThumbnail(
  imageBytes: Uint8Array,
  size: ThumbnailSize,
  format: ThumbnailFormat,
): Promise<Uint8Array> {
  try {
    const small = sharp(imageBytes, { failOn: "error", limitInputPixels: maximumPixels })
      .timeout({ seconds: 20 })
      .autoOrient()
      .resize(size, size, { fit: "inside", withoutEnlargement: true });
    if (format === "avif") return await small.avif({ quality: 55, effort: 2 }).toBuffer();
    if (format === "webp") return await small.webp({ quality: 80 }).toBuffer();
    return await small.flatten({ background: "white" }).jpeg({ quality: 82, mozjpeg: false }).toBuffer();
  } catch (error) {
    throw new AppError("image_unreadable", "no thumbnail can be made: the file is damaged or too large", {
      cause: error,
    });
  }
}
