import type { Catalog } from "@lesion-atlas/core";
import { type EmbeddedOptions, threadSettings } from "./options.ts";
import { pagesOf } from "./pages.ts";
import { createStoreThread } from "./thread/store-thread.ts";

/**
 * Documents in the same SQLite file as the images, on a thread of their own; several processes may write at once.
 *
 * @param path of the file; it and its folder are created when they are missing
 * @throws AppError as `createEmbeddedStore`
 */
export async function createEmbeddedCatalog(path: string, options: EmbeddedOptions = {}): Promise<Catalog> {
  const thread = createStoreThread("lesion-catalog", threadSettings(path, options));
  try {
    await thread.call("open", undefined);
  } catch (thrown) {
    await thread.close();
    throw thrown;
  }

  return {
    get: (kind, id, options) => thread.call("getDocument", { kind, id }, options),
    put: (kind, id, document, { ifVersion, ...options } = {}) =>
      thread.call("putDocument", { kind, id, document, ifVersion }, options),
    append: (kind, entry, options) => thread.call("appendDocument", { kind, entry }, options),
    list: (kind, options) => pagesOf((size, after) => thread.call("documentPage", { kind, after, size }, options)),
    kinds: (options) => thread.call("documentKinds", undefined, options),
    delete: (kind, id, options) => thread.call("deleteDocument", { kind, id }, options),
    close: () => thread.close(),
  };
}
