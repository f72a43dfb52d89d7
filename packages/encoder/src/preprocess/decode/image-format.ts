import { AppError } from "@lesion-atlas/core";

/** The formats that are decoded. */
const readableFormats = ["JPEG", "PNG", "TIFF", "WebP", "GIF", "AVIF"] as const;
export type ReadableFormat = (typeof readableFormats)[number];

interface Signature {
  format: string;
  /** Latin-1 characters at `offset`, 0 unless told. */
  starts: string;
  offset?: number;
}

/** First bytes of the formats that are decoded, and of those that users bring by mistake, to name them. */
const signatures: readonly Signature[] = [
  { format: "JPEG", starts: "\xff\xd8\xff" },
  { format: "PNG", starts: "\x89PNG\r\n\x1a\n" },
  { format: "TIFF", starts: "II*\0" },
  { format: "TIFF", starts: "MM\0*" },
  { format: "TIFF", starts: "II+\0" },
  { format: "TIFF", starts: "MM\0+" },
  { format: "WebP", starts: "WEBP", offset: 8 },
  { format: "GIF", starts: "GIF87a" },
  { format: "GIF", starts: "GIF89a" },
  { format: "AVIF", starts: "ftypavif", offset: 4 },
  { format: "AVIF", starts: "ftypavis", offset: 4 },
  { format: "HEIC", starts: "ftyp", offset: 4 },
  { format: "BMP", starts: "BM" },
  { format: "JPEG 2000", starts: "jP  \r\n\x87\n", offset: 4 },
  { format: "JPEG 2000", starts: "\xff\x4f\xff\x51" },
  { format: "DICOM", starts: "DICM", offset: 128 },
  { format: "PDF", starts: "%PDF-" },
  { format: "zip", starts: "PK\x03\x04" },
  { format: "SVG or XML", starts: "<?xml" },
  { format: "SVG", starts: "<svg" },
];

const isReadable = (format: string): format is ReadableFormat => readableFormats.some((name) => name === format);

/**
 * The format, by the first bytes; a file's name says nothing.
 *
 * @throws AppError `image_unreadable` when it is none that is decoded
 */
export function imageFormat(imageBytes: Uint8Array): ReadableFormat {
  if (imageBytes.length === 0) throw new AppError("image_unreadable", "the file is empty");
  const found = signatures.find(({ starts, offset = 0 }) => hasAt(imageBytes, offset, starts))?.format;
  if (found !== undefined && isReadable(found)) return found;
  const what =
    found === undefined ? "the file is no image that we know" : `the file is ${articleOf(found)} ${found} file`;
  throw new AppError("image_unreadable", `${what}; readable are ${readableFormats.join(", ")}`);
}

function hasAt(bytes: Uint8Array, offset: number, text: string): boolean {
  if (bytes.length < offset + text.length) return false;
  for (let place = 0; place < text.length; place++) {
    if (bytes[offset + place] !== text.charCodeAt(place)) return false;
  }
  return true;
}

function articleOf(format: string): string {
  return /^(?:[AEIO]|SVG)/.test(format) ? "an" : "a";
}
