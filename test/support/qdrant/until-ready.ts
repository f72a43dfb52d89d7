import { setTimeout as sleep } from "node:timers/promises";

/** Between two questions. */
const pauseMs = 50;

/**
 * Waits until a Qdrant answers `/readyz`, which it does once every collection is loaded.
 *
 * @param isAlive whether waiting still makes sense
 * @returns false when it does not any more
 */
export async function untilReady(url: string, isAlive: () => boolean | Promise<boolean>): Promise<boolean> {
  while (await isAlive()) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return true;
    await sleep(pauseMs);
  }
  return false;
}
