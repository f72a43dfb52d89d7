import { AppError } from "@lesion-atlas/core";

/** Primary result codes (sqlite.org/rescode.html). */
const resultCodes = { busy: 5, locked: 6, full: 13, notDatabase: 26, corrupt: 11 } as const;

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
  if (code !== undefined) return error("store_unavailable", `${path}: ${reason}`);
  if (thrown instanceof Error && "syscall" in thrown) return error("store_unavailable", `${path}: ${reason}`);
  return error("internal", reason);
}

/** Whether another connection held the file for longer than the timeout. */
export function isBusy(thrown: unknown): boolean {
  const code = primaryCode(thrown);
  return code === resultCodes.busy || code === resultCodes.locked;
}

function primaryCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return undefined;
  return (thrown.errcode as number) & 0xff;
}
