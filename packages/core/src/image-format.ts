/** The formats that are decoded. */
export const readableFormats = ["JPEG", "PNG", "TIFF", "WebP", "GIF", "AVIF"] as const;
export type ReadableFormat = (typeof readableFormats)[number];

const mediaTypes: Record<ReadableFormat, string> = {
  JPEG: "image/jpeg",
  PNG: "image/png",
  TIFF: "image/tiff",
  WebP: "image/webp",
  GIF: "image/gif",
  AVIF: "image/avif",
};

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

/**
 * The format of a file by its first bytes; its name says nothing.
 *
 * @returns its name, also of formats that are not decoded; undefined for bytes that are none that we know
 */
export function fileFormat(bytes: Uint8Array): string | undefined {
  return signatures.find(({ starts, offset = 0 }) => hasAt(bytes, offset, starts))?.format;
}

/** Whether a format of `fileFormat` is one of those that are decoded. */
export function isReadableFormat(format: string | undefined): format is ReadableFormat {
  return readableFormats.some((name) => name === format);
}

/** The media type (IANA) of an image that can be decoded, by its first bytes; undefined for anything else. */
export function imageMediaType(bytes: Uint8Array): string | undefined {
  const format = fileFormat(bytes);
  return isReadableFormat(format) ? mediaTypes[format] : undefined;
}

function hasAt(bytes: Uint8Array, offset: number, text: string): boolean {
  if (bytes.length < offset + text.length) return false;
  for (let place = 0; place < text.length; place++) {
    if (bytes[offset + place] !== text.charCodeAt(place)) return false;
  }
  return true;
}
