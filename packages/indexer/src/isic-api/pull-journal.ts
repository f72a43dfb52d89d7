import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@lesion-atlas/core";
import { z } from "zod";
import { type ApiImage, apiImageSchema } from "./api-image.ts";

const headSchema = z.object({
  first: z.string(),
  limit: z.number().nullable(),
  files: z.enum(["full", "thumbnail_256"]).default("full"),
});
const pageSchema = z.object({
  images: z.array(apiImageSchema),
  vanished: z.array(z.string()).default([]),
  next: z.string().nullable(),
});

/** A page that is done: what lies in the folder, what the archive no longer had, and the page behind it. */
export type PulledPage = z.infer<typeof pageSchema>;

/** What an interrupted download had done, so that the next one goes on there. */
export interface PullJournal {
  /** Images of the pages that are done, whose files lie in the folder. */
  readonly images: readonly ApiImage[];
  /** Images that the archive listed and no longer had. */
  readonly vanished: readonly string[];
  has(isicId: string): boolean;
  /** The page to go on with; null when none is left. */
  readonly next: string | null;
  /** Notes a page whose files all lie in the folder. */
  add(page: PulledPage): Promise<void>;
  /** Removes the journal: the download is whole. */
  finish(): Promise<void>;
}

/** What was asked, as far as another answer to it would need other files. */
export interface PullAsked {
  /** The address of the first page, which stands for the query. */
  first: string;
  limit?: number;
  files: "full" | "thumbnail_256";
}

/**
 * Opens the journal of a folder, `.isic-pull.ndjson`: a line that says what was asked, then one a page.
 *
 * @throws AppError `conflict` when an unfinished download of another query lies there
 */
export async function openPullJournal(folder: string, asked: PullAsked): Promise<PullJournal> {
  const file = join(folder, ".isic-pull.ndjson");
  const { first, limit = null, files } = asked;
  const head = { first, limit, files };
  const [stored, ...pages] = await readLines(file);
  const images: ApiImage[] = [];
  const vanished: string[] = [];
  const ids = new Set<string>();
  let next: string | null = first;
  if (stored === undefined) {
    await writeFile(file, `${JSON.stringify(head)}\n`);
  } else {
    const known = headSchema.parse(stored);
    if (known.first !== first || known.limit !== limit || known.files !== files) {
      throw new AppError(
        "conflict",
        `${folder} holds an unfinished download that asked for something else (${known.first}): finish that one first, ` +
          `remove ${file} to forget it, or use another folder`,
      );
    }
    for (const line of pages) take(pageSchema.parse(line));
  }

  function take(page: PulledPage): void {
    images.push(...page.images);
    vanished.push(...page.vanished);
    for (const { isic_id } of page.images) ids.add(isic_id);
    next = page.next;
  }

  return {
    vanished,
    has: (isicId) => ids.has(isicId),
    get images() {
      return images;
    },
    get next() {
      return next;
    },
    async add(page) {
      await appendFile(file, `${JSON.stringify(page)}\n`);
      take(page);
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
