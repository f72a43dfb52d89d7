import type { DatabaseSync } from "node:sqlite";

/** Runs `work` as one short write: all of it is on disk when this returns, or nothing. */
export function writing<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (thrown) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw thrown;
  }
}

/** A write to images. @param work is given the number of this write, one more than the last one's of any process */
export function changing<Result>(database: DatabaseSync, work: (change: number) => Result): Result {
  return writing(database, () => {
    const { change } = database.prepare("UPDATE sequence SET change = change + 1 RETURNING change").get()!;
    return work(change as number);
  });
}

/** Runs `work` on what was committed when it began, whatever is written meanwhile. */
export async function reading<Result>(database: DatabaseSync, work: () => Result | Promise<Result>): Promise<Result> {
  database.exec("BEGIN");
  try {
    return await work();
  } finally {
    if (database.isTransaction) database.exec("COMMIT");
  }
}

/** Number of the last write to images. */
export function lastChange(database: DatabaseSync): number {
  return database.prepare("SELECT change FROM sequence").get()!.change as number;
}
