import { AppError, type Model } from "@lesion-atlas/core";

/** A collection's name is a folder's name on the server. */
const prefixPattern = /^[a-z0-9][a-z0-9_-]{0,63}$/i;

/** @throws AppError `invalid_input` for a prefix that no collection's name can begin with */
export function checkPrefix(prefix: string): void {
  if (prefixPattern.test(prefix)) return;
  throw new AppError("invalid_input", `prefix ${JSON.stringify(prefix)}: use letters, digits, _ and -, 64 at most`);
}

/** The alias under which images are read and written, whichever collection holds them. */
export function imagesAlias(prefix: string): string {
  return `${prefix}-images`;
}

/** A collection of images. @param generation from 1 on; a migration on the server makes the next one */
export function imagesCollection(prefix: string, generation: number): string {
  return `${imagesAlias(prefix)}-${generation}`;
}

/** The named vector of a model. */
export function vectorName({ fingerprint }: Pick<Model, "fingerprint">): string {
  return fingerprint;
}
