import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError, asAppError, type CallOptions } from "@lesion-atlas/core";
import type { ApiImage } from "./api-image.ts";
import { eachOrNone } from "./each-or-none.ts";
import { type IsicQuery, createIsicClient } from "./isic-client.ts";
import { attributionText, metadataTable } from "./isic-tables.ts";
import type { RequestOptions } from "./polite-request.ts";
import { openPullJournal } from "./pull-journal.ts";

/** The ISIC Archive's public address. */
export const isicArchiveUrl = "https://api.isic-archive.com";

/** Downloads at a time: enough for a home connection, few for the archive. */
const concurrency = 6;
const pageSize = 100;

export interface PullRequest extends IsicQuery {
  /** At most so many images; all without it. */
  limit?: number;
  /** The folder to write to, made where it is missing. */
  to: string;
  /** `thumbnail_256` takes pictures of at most 256 pixels under the same names; the originals unless given. */
  files?: "full" | "thumbnail_256";
  baseUrl?: string;
  retry?: Omit<RequestOptions, "signal">;
}

export interface PullProgress {
  /** Images of which the file lies in the folder. */
  done: number;
  /** Images in all, where the archive says. */
  total?: number;
}

export interface PullReport {
  images: number;
  /** Files that lay there already with the announced size. */
  present: number;
  /** Images that the archive lists but no longer has; they have no row. */
  vanished: string[];
  /** Licences whose text could not be fetched; their file names the licence only. */
  licensesWithoutText: string[];
}

/**
 * Downloads images from the ISIC Archive into the folder that `isic-cli image download` would write: `ISIC_1234567.jpg`,
 * `metadata.csv`, `attribution.txt`, `licenses/`. A download that was cut off goes on at its page; files of the announced
 * size are not fetched again.
 *
 * @throws AppError `archive_unavailable` when the archive does not answer after several attempts, `conflict` for a folder
 * with an unfinished download of another query, `not_found` when the query finds nothing, `cancelled`
 */
export async function pullIsic(
  { query, collections, limit, to, files = "full", baseUrl = isicArchiveUrl, retry }: PullRequest,
  { signal, onProgress }: CallOptions & { onProgress?: (progress: PullProgress) => void } = {},
): Promise<PullReport> {
  const client = createIsicClient(baseUrl, retry);
  await mkdir(to, { recursive: true });
  const first = client.firstPage({ query, collections }, Math.min(pageSize, limit ?? pageSize));
  const journal = await openPullJournal(to, { first, limit, files });
  let present = 0;
  let total: number | undefined;
  let done = journal.images.length;

  async function fetchFile(image: ApiImage, options: CallOptions): Promise<boolean> {
    const { url, size } = image.files[files] ?? image.files.full;
    const file = join(to, `${image.isic_id}.jpg`);
    if ((await stat(file).catch(() => undefined))?.size === size) present += 1;
    else {
      try {
        await writeWhole(to, file, await client.image(url, size, options));
      } catch (thrown) {
        if (asAppError(thrown).code !== "not_found") throw thrown;
        return false;
      }
    }
    done += 1;
    onProgress?.({ done, total });
    return true;
  }

  const most = limit ?? Infinity;
  while (journal.next !== null && journal.images.length < most) {
    const page = await client.page(journal.next, { signal });
    const wanted = page.results.filter(({ isic_id }) => !journal.has(isic_id)).slice(0, most - journal.images.length);
    if (typeof page.count === "number") total = Math.min(page.count, most);
    const came = await eachOrNone(wanted, concurrency, fetchFile, { signal });
    await journal.add({
      images: wanted.filter((_, index) => came[index]),
      vanished: wanted.filter((_, index) => !came[index]).map(({ isic_id }) => isic_id),
      next: page.next ?? null,
    });
  }
  const { images } = journal;
  if (images.length === 0) {
    await journal.finish();
    throw new AppError("not_found", `the archive has no image for ${JSON.stringify(query)}; check the query`);
  }
  await writeWhole(to, join(to, "metadata.csv"), metadataTable(images));
  await writeWhole(to, join(to, "attribution.txt"), attributionText(images));
  const licensesWithoutText = await writeLicenses(to, images, (name) => client.license(name, { signal }));
  await journal.finish();
  return { images: images.length, present, vanished: [...journal.vanished], licensesWithoutText };
}

async function writeLicenses(
  folder: string,
  images: readonly ApiImage[],
  fetchText: (name: string) => Promise<string>,
): Promise<string[]> {
  const without: string[] = [];
  await mkdir(join(folder, "licenses"), { recursive: true });
  for (const name of new Set(images.map((image) => image.copyright_license))) {
    let text: string;
    try {
      text = await fetchText(name);
    } catch (thrown) {
      if (asAppError(thrown).code === "cancelled") throw thrown;
      without.push(name);
      text = `${name}\n\nThe text of this licence could not be fetched; look for it at creativecommons.org.\n`;
    }
    await writeWhole(folder, join(folder, "licenses", `${name}.txt`), text);
  }
  return without;
}

/** Under a temporary name first, as `isic-cli` does, so that a file is there whole or not at all. */
async function writeWhole(folder: string, file: string, content: Uint8Array | string): Promise<void> {
  const partial = join(folder, `.isic-partial.${process.pid}.${crypto.randomUUID()}`);
  try {
    await writeFile(partial, content);
    await rename(partial, file);
  } catch (thrown) {
    await rm(partial, { force: true });
    throw thrown;
  }
}
