import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { AppError, type CallOptions, asAppError, throwIfCancelled } from "@lesion-atlas/core";
import { stringify } from "csv-stringify";
import type { Reject } from "../pipeline/index-request.ts";
import { escapeFormula } from "../tables/cells.ts";

/** A CSV of rejected images that grows while a run goes on. */
export interface RejectsFile {
  write(reject: Reject): Promise<void>;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
}

const columns = ["key", "file", "reason"] as const satisfies readonly (keyof Reject)[];

/**
 * Opens a CSV with the columns key, file and reason, replacing what was there. A cell that a spreadsheet would take for
 * a formula gets a TAB in front, as in the ISIC Archive's own exports. Without any reject it holds its header alone.
 *
 * Its calls throw AppError `invalid_input` when the file cannot be written.
 */
export function createRejectsFile(file: string): RejectsFile {
  const csv = stringify({ header: true, columns: [...columns] });
  const written = pipeline(csv, createWriteStream(file)).catch((error: unknown) => {
    throw new AppError("invalid_input", `the rejects cannot be written: ${asAppError(error).message}`, {
      cause: error,
    });
  });
  written.catch(() => undefined);
  return {
    async write(reject) {
      if (csv.destroyed) return written;
      if (!csv.write(columns.map((column) => escapeFormula(reject[column])))) {
        await Promise.race([once(csv, "drain").catch(() => written), written]);
      }
    },
    async close() {
      csv.end();
      await written;
    },
  };
}

/**
 * Writes rejected images as `createRejectsFile` does, one at a time however many there are.
 *
 * @throws AppError `invalid_input` when the file cannot be written, `cancelled` with what came before in the file.
 */
export async function writeRejects(
  file: string,
  rejects: Iterable<Reject> | AsyncIterable<Reject>,
  { signal }: CallOptions = {},
): Promise<void> {
  const open = createRejectsFile(file);
  try {
    for await (const reject of rejects) {
      throwIfCancelled(signal);
      await open.write(reject);
    }
  } finally {
    await open.close();
  }
}
