import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseIsicQuery } from "@lesion-atlas/analysis";
import { AppError, type CallOptions } from "@lesion-atlas/core";
import { z } from "zod";
import type { CommandContext } from "../command-context.ts";
import { pullWithProgress } from "./pull-with-progress.ts";

const scheme = "isic:";

/** What an archive of the ISIC API holds, kept beside its folder. */
const askedSchema = z.object({
  query: z.string(),
  collections: z.array(z.number()),
  limit: z.number().optional(),
  files: z.enum(["full", "thumbnail_256"]),
});
type Asked = z.infer<typeof askedSchema>;

/** What `lesion index isic:QUERY` asks for. */
export interface IsicArchiveRequest {
  archive: string;
  collections?: readonly number[];
  limit?: number;
  thumbnailsOnly?: boolean;
  dryRun?: boolean;
  isicUrl?: string;
}

/** Said where thumbnails stand in for originals. */
export const thumbnailRemark =
  "thumbnails only: pictures of at most 256 pixels. What is given up: originals to look at or to open, checks of pixels and near-duplicates " +
  "by them, and embeddings of the detail that a larger picture has. The same command without --thumbnails-only fetches the originals and " +
  "encodes them anew";

/** The query of `isic:QUERY`, empty for the whole archive; undefined for a path. */
export function isicQueryOf(location: string): string | undefined {
  return location.startsWith(scheme) ? location.slice(scheme.length).trim() : undefined;
}

/** @throws AppError `invalid_input` that says at which character a query cannot be read; an empty one asks for all */
export function checkIsicQuery(query: string): void {
  if (query !== "") parseIsicQuery(query);
}

/**
 * Downloads the images of a query into the archive's own folder in LESION_HOME, or goes on where that stopped.
 *
 * @returns the folder, an ISIC download like any other
 * @throws AppError `invalid_input` for a query that cannot be read, `conflict` where the archive was made of another
 * query, of more images or of originals, and what `pullIsic` throws
 */
export async function pullIsicArchive(
  query: string,
  { archive, collections = [], limit, thumbnailsOnly = false, dryRun = false, isicUrl }: IsicArchiveRequest,
  context: Omit<CommandContext, "composition">,
): Promise<string> {
  checkIsicQuery(query);
  if (dryRun) {
    throw new AppError(
      "invalid_input",
      "--dry-run writes nothing, and isic: downloads: fetch the images with lesion pull isic, then index their folder",
    );
  }
  const { signal, terminal, events, config } = context;
  const to = join(config.home, "isic", encodeURIComponent(archive).replaceAll(".", "%2E"));
  const asked: Asked = {
    query,
    collections: [...collections],
    limit,
    files: thumbnailsOnly ? "thumbnail_256" : "full",
  };
  const known = await readAsked(`${to}.json`, { signal });
  if (known) checkSame(archive, known, asked);
  if (thumbnailsOnly) {
    if (!config.quiet) terminal.err.write(`${thumbnailRemark}.\n`);
    events.emit({ event: "warning", message: thumbnailRemark });
  }
  await writeAsked(`${to}.json`, asked);
  await pullWithProgress({ query, collections, limit, to, files: asked.files, baseUrl: isicUrl }, context);
  return to;
}

function checkSame(archive: string, known: Asked, asked: Asked): void {
  const conflict = (what: string) =>
    new AppError("conflict", `the archive ${archive} ${what}; or give this one another name with --archive`);
  if (known.query !== asked.query || known.collections.join() !== asked.collections.join()) {
    const collections = known.collections.length > 0 ? ` --collections ${known.collections.join(",")}` : "";
    throw conflict(`was made of isic:${JSON.stringify(known.query)}${collections}: ask for that`);
  }
  if ((asked.limit ?? Infinity) < (known.limit ?? Infinity)) {
    throw conflict(`was made with ${known.limit ? `--limit ${known.limit}` : "no --limit"}: ask for as many`);
  }
  if (known.files === "full" && asked.files !== "full") {
    throw conflict("has its originals, which thumbnails would replace: leave --thumbnails-only out");
  }
}

async function readAsked(file: string, { signal }: CallOptions): Promise<Asked | undefined> {
  let text: string;
  try {
    text = await readFile(file, { encoding: "utf8", signal });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
  return askedSchema.parse(JSON.parse(text));
}

async function writeAsked(file: string, asked: Asked): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.partial`, `${JSON.stringify(asked)}\n`);
  await rename(`${file}.partial`, file);
}
