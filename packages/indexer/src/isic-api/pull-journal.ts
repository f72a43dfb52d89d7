import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import { type ApiImage, apiImageSchema } from "./api-image.ts";

const headSchema = z.object({ first: z.string(), limit: z.number().nullable() });
const pageSchema = z.object({ images: z.array(apiImageSchema), next: z.string().nullable() });

/** What an interrupted download had done, so that the next one goes on there. */
export interface PullJournal {
  /** Images of the pages that are done, whose files lie in the folder. */
  readonly images: readonly ApiImage[];
  /** The page to go on with; null when none is left. */
  readonly next: string | null;
  /** Notes a page whose files all lie in the folder. */
  add(images: readonly ApiImage[], next: string | null): Promise<void>;
  /** Removes the journal: the download is whole. */
  finish(): Promise<void>;
}

/**
 * Opens the journal of a folder, `.isic-pull.ndjson`: a line that says what was asked, then one a page.
 *
 * @param first the address of the first page, which stands for the query
 * @throws AppError `conflict` when an unfinished download of another query lies there
 */
export async function openPullJournal(folder: string, first: string, limit: number | undefined): Promise<PullJournal> {
  const file = join(folder, ".isic-pull.ndjson");
  const head = { first, limit: limit ?? null };
  const [stored, ...pages] = await readLines(file);
  const images: ApiImage[] = [];
  let next: string | null = first;
  if (stored === undefined) {
    await writeFile(file, `${JSON.stringify(head)}\n`);
  } else {
    const known = headSchema.parse(stored);
    if (known.first !== first || known.limit !== head.limit) {
      throw new AppError(
        "conflict",
        `${folder} holds an unfinished download of another query (${known.first}): finish that one first, ` +
          `remove ${file} to forget it, or use another folder`,
      );
    }
    for (const page of pages.map((line) => pageSchema.parse(line))) {
      images.push(...page.images);
      next = page.next;
    }
  }
  return {
    get images() {
      return images;
    },
    get next() {
      return next;
    },
    async add(added, following) {
      await appendFile(file, `${JSON.stringify({ images: added, next: following })}\n`);
      images.push(...added);
      next = following;
    },
    finish: () => rm(file, { force: true }),
  };
}

/** Whole lines only: one that a crash cut short was never acknowledged, and is dropped from the file. */
async function readLines(file: string): Promise<unknown[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  if (whole.length < text.length) await writeFile(file, whole);
  return whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}
