/**
 * Whether the client has this version already: `If-None-Match` (RFC 9110, 13.1.2), compared weakly.
 *
 * @param header its value, where it was sent
 * @param etag strong, with its quotation marks
 */
export function hasVersion(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
}

/** How long a picture may be kept: for ever under an address that names its content, else until it is asked about again. */
export function cacheControl(version: string | undefined, contentHash: string): string {
  const named = version !== undefined && version.length >= 16 && contentHash.startsWith(version);
  return named ? "private, max-age=31536000, immutable" : "private, no-cache";
}
