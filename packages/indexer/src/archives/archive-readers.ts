import { AppError, type Archive, type ArchiveReader, type CallOptions } from "@lesion-atlas/core";
import type { ArchiveFiles } from "./files/archive-files.ts";
import { openFiles } from "./files/open-files.ts";
import { folderLayout } from "./folder.ts";
import { ham10000Layout } from "./ham10000.ts";
import { isicLayout } from "./isic.ts";
import type { Layout } from "./layout.ts";
import { openLayout } from "./layout-archive.ts";
import { listingOf } from "./listing.ts";
import { padUfes20Layout } from "./pad-ufes-20.ts";

const layouts: readonly Layout[] = [isicLayout, ham10000Layout, padUfes20Layout, folderLayout];

/** One reader for each layout we know, `folder` last: it takes whatever has images. Each reads folders and zips. */
export const archiveReaders: readonly ArchiveReader[] = layouts.map(readerOf);

function readerOf(layout: Layout): ArchiveReader {
  return {
    name: layout.name,
    async detect(location, options) {
      const files = await openFiles(location, options);
      try {
        return await layout.detect(listingOf(files));
      } finally {
        await files.close();
      }
    },
    open: async (location, options) => openLayout(layout, await openFiles(location, options), options),
  };
}

/**
 * Opens the archive at a location, listed whole and with its tables read.
 *
 * @param location a folder or a zip
 * @param options.format a reader's name, or `auto` for the one that fits best
 * @throws AppError `archive_unavailable` when there is no such place, `invalid_input` for an unknown format, a location
 * that no reader or several readers equally well fit, or a table that cannot be read.
 */
export async function openArchive(
  location: string,
  { format = "auto", ...options }: CallOptions & { format?: string } = {},
): Promise<Archive> {
  const named = layouts.find((layout) => layout.name === format);
  if (format !== "auto" && !named) {
    const names = layouts.map(({ name }) => name).join(", ");
    throw new AppError("invalid_input", `unknown format ${JSON.stringify(format)}: use auto, ${names}`);
  }
  const files = await openFiles(location, options);
  const layout = named ?? (await bestLayout(files));
  return openLayout(layout, files, options);
}

async function bestLayout(files: ArchiveFiles): Promise<Layout> {
  try {
    const listing = listingOf(files);
    const fits = await Promise.all(layouts.map(async (layout) => ({ layout, fit: await layout.detect(listing) })));
    const best = Math.max(...fits.map(({ fit }) => fit));
    const fitting = fits.filter(({ fit }) => fit === best);
    if (best === 0) {
      throw new AppError(
        "invalid_input",
        `there is no image below ${files.location} (${listing.paths.length} other files): give a folder or zip of images`,
      );
    }
    if (fitting.length > 1) {
      const names = fitting.map(({ layout }) => layout.name);
      throw new AppError("invalid_input", `${files.location} fits ${names.join(" and ")}: choose one with --format`);
    }
    return fitting[0].layout;
  } catch (error) {
    await files.close();
    throw error;
  }
}
