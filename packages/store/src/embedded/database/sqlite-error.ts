import { AppError } from "@lesion-atlas/core";

/** Primary result codes (sqlite.org/rescode.html). */
const resultCodes = { busy: 5, locked: 6, corrupt: 11, full: 13, protocol: 15, notDatabase: 26 } as const;
/** Codes of a file that may not be opened, read or written: perm, readonly, ioerr, cantopen, auth. */
const noAccess: readonly (number | undefined)[] = [3, 8, 10, 14, 23];

/** What SQLite or the file system threw, as the one error that leaves the store. */
export function toAppError(thrown: unknown, path: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  const code = primaryCode(thrown);
  const error = (kind: AppError["code"], message: string) => new AppError(kind, message, { cause: thrown });
  if (isBusy(thrown)) {
    return error("store_unavailable", `${path} is being written by another process for too long; try again`);
  }
  if (code === resultCodes.full) {
    return error("too_large", `no room left for ${path}: free some disk space, nothing of this call was written`);
  }
  if (code === resultCodes.notDatabase) {
    return error("invalid_input", `${path} is not a SQLite file; give the store another path (--store sqlite:PATH)`);
  }
  if (code === resultCodes.corrupt) {
    return error("store_unavailable", `${path} is damaged (${reason}): restore it from a backup`);
  }
  if (noAccess.includes(code) || (thrown instanceof Error && "syscall" in thrown)) {
    return error(
      "store_unavailable",
      `${path} cannot be opened or written (${reason}): check that it is a file in a folder that you may write to, or ` +
        "give the store another path (--store sqlite:PATH)",
    );
  }
  return error("internal", reason);
}

/** Whether another connection held the file for longer than the timeout. */
export function isBusy(thrown: unknown): boolean {
  const code = primaryCode(thrown);
  return code === resultCodes.busy || code === resultCodes.locked || code === resultCodes.protocol;
}

function primaryCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return undefined;
  return (thrown.errcode as number) & 0xff;
}
