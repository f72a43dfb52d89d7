interface Format {
  mediaType: string;
  /** Latin-1 characters at `offset`, 0 unless told. */
  starts: string;
  offset?: number;
}

const formats: readonly Format[] = [
  { mediaType: "image/jpeg", starts: "\xff\xd8\xff" },
  { mediaType: "image/png", starts: "\x89PNG\r\n\x1a\n" },
  { mediaType: "image/tiff", starts: "II*\0" },
  { mediaType: "image/tiff", starts: "MM\0*" },
  { mediaType: "image/webp", starts: "WEBP", offset: 8 },
  { mediaType: "image/gif", starts: "GIF87a" },
  { mediaType: "image/gif", starts: "GIF89a" },
  { mediaType: "image/avif", starts: "ftypavif", offset: 4 },
  { mediaType: "image/avif", starts: "ftypavis", offset: 4 },
];

/** The media type of an image by its first bytes, whatever its name says; undefined for what is none. */
export function formatOf(imageBytes: Uint8Array): string | undefined {
  const head = Buffer.from(imageBytes.buffer, imageBytes.byteOffset, Math.min(32, imageBytes.length)).toString(
    "latin1",
  );
  return formats.find(({ starts, offset = 0 }) => head.startsWith(starts, offset))?.mediaType;
}
