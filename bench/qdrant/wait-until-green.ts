import { setTimeout as pause } from "node:timers/promises";
import type { VectorStore } from "@lesion-atlas/core";

const [lookEveryMs, calmLooks] = [500, 4];

/**
 * Waits until the store serves from its finished index. It may be green for a moment between two steps of the optimizer:
 * it must be so four times on end.
 *
 * @throws Error when it is not after `limitMs`
 */
export async function waitUntilGreen(store: VectorStore, limitMs = 1_800_000): Promise<void> {
  const end = performance.now() + limitMs;
  let calm = 0;
  while (calm < calmLooks) {
    const { status, detail } = await store.health();
    calm = status === "green" ? calm + 1 : 0;
    if (performance.now() > end) throw new Error(`Qdrant is ${status} after ${limitMs / 1000} s: ${detail}`);
    await pause(lookEveryMs);
  }
}
