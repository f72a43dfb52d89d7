import { AppError, type ReadableFormat } from "@lesion-atlas/core";
import sharp, { type Metadata, type Sharp } from "sharp";
import type { RgbImage } from "../rgb-image.ts";
import { imageFormat } from "./image-format.ts";
import { colourOf, rgbOfCmyk, rgbOfGrey16 } from "./to-rgb.ts";

/** libvips counts whole seconds, and an hour at most. */
const longestTimeoutS = 3600;

/** Larger images are refused before they are decoded. */
const maximumMegapixels = 100;

const colourSpaces = ["srgb", "rgb", "b-w", "rgb16", "grey16", "cmyk"];

/**
 * Decodes an image to the pixels of Pillow's `Image.open(...).convert("RGB")`: EXIF orientation is not applied (a TIFF's own orientation
 * is, as Pillow does), colour profiles are ignored, alpha is dropped, of several pages or frames the first counts.
 * Byte for byte the same for JPEG, PNG, WebP, TIFF and opaque GIF. Two differ: where a GIF is transparent the colour below is lost,
 * and AVIF comes from another decoder.
 *
 * @param options.limitMs makes libvips give up, at the second after this time
 * @throws AppError `image_unreadable` with the reason
 */
export async function decodeImage(imageBytes: Uint8Array, { limitMs }: { limitMs?: number } = {}): Promise<RgbImage> {
  const format = imageFormat(imageBytes);
  try {
    const image = sharp(imageBytes, { failOn: "error", limitInputPixels: false, ignoreIcc: true });
    const metadata = await image.metadata();
    checkMetadata(metadata);
    if (limitMs !== undefined) image.timeout({ seconds: Math.min(longestTimeoutS, Math.ceil(limitMs / 1000)) });
    return await decodeAs(image, metadata, format);
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    // No word of libvips: its error buffer is the process's, and may speak of an image decoded at the same time.
    throw new AppError("image_unreadable", `the ${format} file is damaged or cut short`, { cause: thrown });
  }
}

function checkMetadata({ width, height, space }: Metadata): void {
  const megapixels = (width * height) / 1e6;
  if (megapixels > maximumMegapixels) {
    const size = `${width} x ${height} pixels, ${Math.ceil(megapixels)} megapixels`;
    throw new AppError("image_unreadable", `the image has ${size}; up to ${maximumMegapixels} can be read`);
  }
  if (!colourSpaces.includes(space)) {
    throw new AppError("image_unreadable", `the image's colour space ${space} cannot be read; save it as RGB`);
  }
}

async function decodeAs(image: Sharp, metadata: Metadata, format: ReadableFormat): Promise<RgbImage> {
  const { space, channels } = metadata;
  const upright = format === "TIFF" && (metadata.orientation ?? 1) > 1 ? image.autoOrient() : image;
  if (space === "cmyk") {
    const { data, info } = await samplesOf(upright.pipelineColourspace("cmyk").toColourspace("cmyk").raw());
    return { width: info.width, height: info.height, pixels: rgbOfCmyk(data, info.channels) };
  }
  if (space === "grey16" && channels === 1) {
    const grey = upright.pipelineColourspace("grey16").toColourspace("grey16").raw({ depth: "ushort" });
    const { data, info } = await samplesOf(grey);
    const samples = new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
    return { width: info.width, height: info.height, pixels: rgbOfGrey16(samples) };
  }
  const { data, info } = await samplesOf(upright.raw());
  return { width: info.width, height: info.height, pixels: colourOf(data, info.channels) };
}

const samplesOf = (image: Sharp) => image.toBuffer({ resolveWithObject: true });
