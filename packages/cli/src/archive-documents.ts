import { join } from "node:path";
import type { SearchAnswer } from "@lesion-atlas/analysis";
import type { CallOptions, Catalog } from "@lesion-atlas/core";
import { z } from "zod";

const kind = "archive";

/** What is remembered of an archive: the way back from an image to its file. */
export const archiveDocumentSchema = z.object({
  /** Absolute path of the folder or zip. */
  location: z.string(),
  /** The reader's name. */
  format: z.string(),
  /** When its last run ended, ISO 8601. */
  indexed_at: z.string().optional(),
  /** That run and what became of the images it looked at. */
  last_run: z
    .object({
      id: z.string(),
      stored: z.number(),
      unchanged: z.number(),
      updated: z.number(),
      rejected: z.number(),
      deleted: z.number(),
    })
    .optional(),
});

export type ArchiveDocument = z.infer<typeof archiveDocumentSchema>;

/** Remembers where an archive lies, under the name that the user chose. */
export async function rememberArchive(
  catalog: Catalog,
  name: string,
  document: ArchiveDocument,
  options: CallOptions = {},
): Promise<void> {
  await catalog.put(kind, name, document, options);
}

/** Every archive by name; documents of another shape are left out. */
export async function readArchives(
  catalog: Catalog,
  options: CallOptions = {},
): Promise<ReadonlyMap<string, ArchiveDocument>> {
  const archives = new Map<string, ArchiveDocument>();
  for await (const { id, document } of catalog.list(kind, options)) {
    const read = archiveDocumentSchema.safeParse(document);
    if (read.success) archives.set(id, read.data);
  }
  return archives;
}

/** The answer with the path of each hit's file on this machine; inside a zip, the path goes on behind the zip's own. */
export async function withPaths(
  answer: SearchAnswer,
  catalog: Catalog,
  options: CallOptions = {},
): Promise<SearchAnswer> {
  const archives = await readArchives(catalog, options);
  const hits = answer.hits.map((hit) => {
    const location = archives.get(hit.archive)?.location;
    return location === undefined ? hit : { ...hit, path: join(location, ...hit.file.split("/")) };
  });
  return { ...answer, hits };
}
