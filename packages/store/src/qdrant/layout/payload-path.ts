/**
 * A name as a key of the payload. Qdrant's paths can name every key but one with a quotation mark or a backslash, so these
 * are written as `%22` and `%5C`, and `%` as `%25`.
 */
export function keyOfName(name: string): string {
  return name.replace(/[%"\\]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The way back. */
export function nameOfKey(key: string): string {
  return key.replace(/%(25|22|5C)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** Keys that a path may hold without quotation marks, by Qdrant's own rule, so that both write a path in the same way. */
const bare = /^[\p{Alphabetic}\p{N}_-]+$/u;

/** A path through keys of the payload; a dot or a bracket in a key is part of it. */
export function payloadPath(...keys: readonly string[]): string {
  return keys.map((key) => (bare.test(key) ? key : `"${key}"`)).join(".");
}
