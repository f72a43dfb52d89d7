import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AppError } from "@lesion-atlas/core";
import { maskNames } from "../parameters/names.ts";
import { resolveArchiveOptions, type ArchiveCallOptions, type ArchiveOptions } from "./archive-options.ts";
import { attribution } from "./metadata-rows.ts";
import { mergeTables } from "./merge-tables.ts";
import { planImages } from "./plan-images.ts";
import { renderOnCrew } from "./render-crew.ts";
import type { ImagePlan } from "./image-plan.ts";
import type { RenderBatch } from "./render-worker.ts";

/** Images of a batch: what at most is drawn again after an interruption, by each thread. */
const batchSize = 32;

const licence =
  "CC0 1.0 Universal\n\nThese images were drawn by a program. To the extent possible under law, all copyright and related rights are\n" +
  "waived: https://creativecommons.org/publicdomain/zero/1.0/legalcode\n";

/**
 * Writes a synthetic archive in the layout of an ISIC download (`metadata.csv`, `attribution.txt`, `licenses/CC-0.txt`,
 * `images/`) and its truth (`truth/concepts.csv` measured on what was drawn, `requested.csv`, `planted.csv`,
 * `masks/`, `archive.json` with the options and the order of the mask bits). Runs on worker threads with flat memory.
 * Goes on where an interrupted run stopped, and does nothing where all is written; the tables appear at the end.
 * @throws AppError `invalid_input` for an option, `conflict` when `out` holds another archive, `cancelled`
 */
export async function generateArchive(
  out: string,
  options: ArchiveOptions,
  call: ArchiveCallOptions = {},
): Promise<{ images: number }> {
  const settings = resolveArchiveOptions(options);
  await claimFolder(out, JSON.stringify({ ...settings, maskBits: maskNames }, null, 2));
  if (isFinished(out, planImages(settings))) {
    call.onProgress?.({ done: settings.count, total: settings.count });
    return { images: settings.count };
  }
  await mkdir(join(out, "truth", "rows"), { recursive: true });
  const rowFiles: string[] = [];
  let done = 0;
  const report = (images: number): void => {
    done += images;
    call.onProgress?.({ done, total: settings.count });
  };
  function* missingBatches(): Generator<RenderBatch> {
    for (const plans of inBatches(planImages(settings))) {
      const rowsFile = join(out, "truth", "rows", `${String(rowFiles.length).padStart(6, "0")}.ndjson`);
      rowFiles.push(rowsFile);
      if (isWritten(out, rowsFile, plans)) report(plans.length);
      else yield { rowsFile, plans };
    }
  }
  await renderOnCrew(
    missingBatches(),
    options.workers ?? 2,
    { out, masks: settings.masks },
    {
      signal: call.signal,
      onBatch: report,
    },
  );
  await mergeTables(out, rowFiles);
  await rm(join(out, "truth", "rows"), { recursive: true });
  return { images: done };
}

async function claimFolder(out: string, description: string): Promise<void> {
  const marker = join(out, "truth", "archive.json");
  if (existsSync(marker)) {
    const found = await readFile(marker, "utf8");
    if (found !== description) {
      throw new AppError(
        "conflict",
        `${out} holds an archive of other options; name an empty folder, or repeat its options (${marker})`,
      );
    }
  } else if (existsSync(join(out, "metadata.csv")) || existsSync(join(out, "images"))) {
    throw new AppError("conflict", `${out} holds images that were not drawn by this command; name an empty folder`);
  }
  for (const folder of ["images", "licenses", "truth/masks"]) await mkdir(join(out, folder), { recursive: true });
  await writeFile(marker, description);
  await writeFile(join(out, "attribution.txt"), `${attribution}\n`);
  await writeFile(join(out, "licenses", "CC-0.txt"), licence);
}

function* inBatches(plans: Iterable<ImagePlan>): Generator<ImagePlan[]> {
  let batch: ImagePlan[] = [];
  for (const plan of plans) {
    batch.push(plan);
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Whether an earlier run has written the tables and all images still lie there. */
function isFinished(out: string, plans: Iterable<ImagePlan>): boolean {
  if (!existsSync(join(out, "metadata.csv")) || existsSync(join(out, "truth", "rows"))) return false;
  for (const { isicId } of plans) if (!existsSync(join(out, "images", `${isicId}.jpg`))) return false;
  return true;
}

/** Whether an earlier run has finished this batch and its images still lie there. */
function isWritten(out: string, rowsFile: string, plans: readonly ImagePlan[]): boolean {
  return existsSync(rowsFile) && plans.every(({ isicId }) => existsSync(join(out, "images", `${isicId}.jpg`)));
}
