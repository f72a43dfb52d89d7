import { createHash } from "node:crypto";

/** Namespace of every image id of Lesion Atlas (a random UUID v4, fixed for ever). */
export const imageNamespace = "6d0f6f6c-1c7e-4a55-9f1b-52c1f2a3f7a4";

/**
 * UUID v5 (RFC 9562, 5.5): the first 16 bytes of SHA-1 over namespace and name, with version and variant bits set.
 *
 * @param name any text, taken as UTF-8
 * @param namespace a UUID in its 36-character form
 */
export function uuidV5(name: string, namespace: string): string {
  const digest = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name, "utf8")
    .digest()
    .subarray(0, 16);
  digest[6] = (digest[6] & 0x0f) | 0x50;
  digest[8] = (digest[8] & 0x3f) | 0x80;
  const hex = digest.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/**
 * The id of an image, the same in every store: UUID v5 of archive and key. The parts are joined by U+0000, which
 * neither may contain, so that no two pairs share a name.
 */
export function imageId(archive: string, key: string): string {
  return uuidV5(`${archive}\u0000${key}`, imageNamespace);
}
