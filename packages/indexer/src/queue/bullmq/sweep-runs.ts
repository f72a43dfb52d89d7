import { asAppError } from "@lesion-atlas/core";
import type { WorkerLog } from "./attempt-job.ts";
import { type RunRetention, expireRuns } from "./expire-runs.ts";

const everyMs = 3_600_000;

/**
 * Removes runs that have ended long ago, now and every hour.
 *
 * @returns stops, once what is being removed is gone
 */
export function sweepRuns(
  parts: Parameters<typeof expireRuns>[0],
  retention: RunRetention | undefined,
  { logger }: { logger?: WorkerLog },
): { stop(): Promise<void> } {
  let sweeping: Promise<void> | undefined;
  const sweep = () => (sweeping ??= removeOld().finally(() => (sweeping = undefined)));
  void sweep();
  const timer = setInterval(sweep, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await sweeping;
    },
  };

  async function removeOld(): Promise<void> {
    try {
      const removed = await expireRuns(parts, retention);
      if (removed.length > 0) logger?.info({ runs: removed.length }, "removed runs that ended long ago from Redis");
    } catch (error) {
      logger?.warn({ reason: asAppError(error).message }, "runs that ended long ago were not removed from Redis");
    }
  }
}
