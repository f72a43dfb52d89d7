import { once } from "node:events";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import {
  AppError,
  type CallOptions,
  type Reject,
  asAppError,
  escapeFormula,
  throwIfCancelled,
} from "@lesion-atlas/core";
import { stringify } from "csv-stringify";

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
 * @throws AppError `invalid_input` when the file cannot be written, at once or in a later call; `cancelled`
 */
export async function createRejectsFile(file: string, { signal }: CallOptions = {}): Promise<RejectsFile> {
  throwIfCancelled(signal);
  const cannotWrite = (error: unknown) =>
    new AppError(
      "invalid_input",
      `the rejects cannot be written (${asAppError(error).message}): name a file in a folder that is there and may be written to`,
      { cause: error },
    );
  const handle = await open(file, "w").catch((error: unknown) => {
    throw cannotWrite(error);
  });
  const csv = stringify({ header: true, columns: [...columns] });
  const written = pipeline(csv, handle.createWriteStream()).catch((error: unknown) => {
    throw cannotWrite(error);
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
