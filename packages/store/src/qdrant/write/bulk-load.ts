import type { Schemas } from "@qdrant/js-client-rest";
import type { ImagesCollection } from "../layout/images-collection.ts";
import { loadMetadata, loadOf } from "../layout/metadata.ts";
import type { WriteSettings } from "../options.ts";

/** So large that no segment reaches it: a terabyte of vectors, in kilobytes. */
const raisedThresholdKb = 1_000_000_000;
const minuteMs = 60_000;

/**
 * Keeps Qdrant from building graphs again and again while many images are written: `indexing_threshold` is raised, and put
 * back when the load is over. What is to be put back, and until when the load goes on unless it is renewed, stands in the
 * collection's metadata: after a crash the next process that opens the store puts it back.
 */
export interface BulkLoad {
  /** Does a write of so many images as a part of the load; fails only where the write does. */
  during(images: number, write: () => Promise<void>): Promise<void>;
  /** The end of this process's part; another process's load goes on. */
  finish(): Promise<void>;
}

/** Also puts back what a process that died has left, now or when its load runs out. */
export function createBulkLoad(
  images: ImagesCollection,
  info: Schemas["CollectionInfo"],
  { bulkFrom, bulkIdleMs }: Pick<WriteSettings, "bulkFrom" | "bulkIdleMs">,
): BulkLoad {
  let written: { at: number; images: number }[] = [];
  /** `until` as we wrote it last; undefined: we raised nothing. */
  let ours: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let underWay = 0;

  function checkAfter(ms: number, check: () => Promise<void>): void {
    clearTimeout(timer);
    timer = setTimeout(() => void check().catch(() => undefined), ms).unref();
  }

  async function putBack(indexingThresholdKb: number | null): Promise<void> {
    await images.update({ optimizers_config: { indexing_threshold: indexingThresholdKb ?? 10_000 } });
    await images.update({ metadata: loadMetadata(undefined) });
  }

  /** @param now as the server has it */
  async function endStale(now: Schemas["CollectionInfo"]): Promise<void> {
    const load = loadOf(now);
    if (!load) return;
    const leftMs = load.until - Date.now();
    if (leftMs < 0) await putBack(load.indexingThresholdKb);
    else checkAfter(leftMs + 100, async () => endStale(await images.info()));
  }

  async function renew(): Promise<void> {
    const now = await images.info();
    const load = loadOf(now);
    const indexingThresholdKb = load
      ? load.indexingThresholdKb
      : (now.config.optimizer_config.indexing_threshold ?? null);
    const until = Date.now() + 2 * bulkIdleMs;
    await images.update({ metadata: loadMetadata({ until, indexingThresholdKb }) });
    ours = until;
    if (now.config.optimizer_config.indexing_threshold !== raisedThresholdKb) {
      await images.update({ optimizers_config: { indexing_threshold: raisedThresholdKb } });
    }
  }

  async function finish(): Promise<void> {
    clearTimeout(timer);
    if (ours === undefined) return;
    const load = loadOf(await images.info());
    if (load?.until === ours) await putBack(load.indexingThresholdKb);
    ours = undefined;
    written = [];
  }

  void endStale(info).catch(() => undefined);
  return {
    async during(count, write) {
      const now = Date.now();
      written = [...written.filter(({ at }) => at > now - minuteMs), { at: now, images: count }];
      const inAMinute = written.reduce((sum, entry) => sum + entry.images, 0);
      const due = ours === undefined ? inAMinute >= bulkFrom : ours - now < bulkIdleMs * 1.5;
      if (due) await renew().catch(() => undefined);
      clearTimeout(ours === undefined ? undefined : timer);
      underWay += 1;
      try {
        await write();
      } finally {
        underWay -= 1;
        if (underWay === 0 && ours !== undefined) checkAfter(bulkIdleMs, finish);
      }
    },
    finish,
  };
}
