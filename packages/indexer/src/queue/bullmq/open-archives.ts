import type { Archive, CallOptions } from "@lesion-atlas/core";
import type { OpenArchive } from "../queue-ports.ts";

/** Archives of the runs in hand, each listed once a run and process. */
export interface OpenArchives {
  of(run: { id: string; round: number; location: string; format: string }, options?: CallOptions): Promise<Archive>;
  /** For an archive that has gone: the next range opens it anew. */
  forget(runId: string): void;
  close(): Promise<void>;
}

/** So many archives stay open; the one that was used longest ago is closed. */
const keptOpen = 2;

export function createOpenArchives(open: OpenArchive): OpenArchives {
  const opened = new Map<string, Promise<Archive>>();

  function forget(key: string): void {
    const opening = opened.get(key);
    opened.delete(key);
    opening?.then((archive) => archive.close()).catch(() => {});
  }

  return {
    async of({ id, round, location, format }, options = {}) {
      const key = `${id} ${round}`;
      const opening = opened.get(key) ?? open(location, { format, ...options });
      opened.delete(key);
      opened.set(key, opening);
      opening.catch(() => {
        if (opened.get(key) === opening) opened.delete(key);
      });
      while (opened.size > keptOpen) forget([...opened.keys()][0]);
      return opening;
    },
    forget(runId) {
      for (const key of opened.keys()) if (key.startsWith(`${runId} `)) forget(key);
    },
    async close() {
      for (const key of opened.keys()) forget(key);
    },
  };
}
