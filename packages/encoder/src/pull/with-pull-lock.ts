import { DatabaseSync } from "node:sqlite";
import { setTimeout as wait } from "node:timers/promises";
import { type CallOptions, throwIfCancelled } from "@lesion-atlas/core";

const busy = 5;
const askAgainMs = 250;

export interface LockOptions extends CallOptions {
  /** Called once, when another process has the lock. */
  onWait?: () => void;
}

/**
 * Runs `work` while no other process does so with the same lock file. The lock is SQLite's own, so the system frees it
 * when a process dies.
 *
 * @param work is told whether it had to wait
 * @throws AppError `cancelled` while it waits; what `work` throws
 */
export async function withPullLock<Value>(
  path: string,
  work: (waited: boolean) => Promise<Value>,
  { signal, onWait }: LockOptions = {},
): Promise<Value> {
  const lock = new DatabaseSync(path, { timeout: 0 });
  try {
    let waited = false;
    while (!take(lock)) {
      if (!waited) onWait?.();
      waited = true;
      await wait(askAgainMs, undefined, { signal }).catch(() => throwIfCancelled(signal));
    }
    return await work(waited);
  } finally {
    lock.close();
  }
}

function take(lock: DatabaseSync): boolean {
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && "errcode" in thrown && thrown.errcode === busy) return false;
    throw thrown;
  }
}
