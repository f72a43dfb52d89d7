import { AppError, type Archive, type CallOptions, type Catalog } from "@lesion-atlas/core";
import type { ImageSources } from "@lesion-atlas/search-api";
import { readArchives } from "./archive-documents.ts";

/** Image sources that stay open, and how to close them. */
export interface OpenImageSources extends ImageSources {
  close(): Promise<void>;
}

/** Archives as the catalog remembers them, each opened when its first picture is asked for, and again when it is gone. */
export function createImageSources(catalog: Catalog): OpenImageSources {
  const opened = new Map<string, Promise<Archive>>();

  async function openRemembered(name: string, options: CallOptions): Promise<Archive> {
    const document = (await readArchives(catalog, options)).get(name);
    if (!document) throw new AppError("not_found", `nobody remembers where the archive ${name} lies: index it again`);
    const { openArchive } = await import("@lesion-atlas/indexer");
    return openArchive(document.location, { format: document.format });
  }

  function forget(name: string, opening: Promise<Archive>): void {
    if (opened.get(name) === opening) opened.delete(name);
  }

  return {
    async open(name, options = {}) {
      const opening = opened.get(name) ?? openRemembered(name, options);
      opened.set(name, opening);
      opening.catch(() => forget(name, opening));
      const archive = await opening;
      return {
        bytes: async (key, callOptions) => {
          try {
            return await archive.bytes(key, callOptions);
          } catch (error) {
            if (error instanceof AppError && error.code === "archive_unavailable") forget(name, opening);
            throw error;
          }
        },
      };
    },
    async close() {
      const archives = await Promise.allSettled(opened.values());
      for (const archive of archives) if (archive.status === "fulfilled") await archive.value.close();
    },
  };
}
