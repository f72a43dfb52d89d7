import { AppError } from "@lesion-atlas/core";
import type { Schemas } from "@qdrant/js-client-rest";
import { layoutOf, layoutVersion } from "./metadata.ts";

/** @throws AppError `invalid_input` for a collection that we did not make, `unsupported` for one of a newer build */
export function requireOurs(name: string, info: Schemas["CollectionInfo"]): void {
  const layout = layoutOf(info);
  if (layout === undefined) throw notOurs(name);
  if (layout <= layoutVersion) return;
  throw new AppError(
    "unsupported",
    `collection ${name} was made by a newer build (layout ${layout}, this one knows ${layoutVersion}): update Lesion Atlas`,
  );
}

/** What somebody is told whose collection has a name of ours. */
export function notOurs(name: string): AppError {
  return new AppError(
    "invalid_input",
    `Qdrant has a collection ${name} that Lesion Atlas did not make, and it is left alone: choose another collection prefix`,
  );
}
