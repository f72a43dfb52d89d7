import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Archive, Encoder, VectorStore } from "@lesion-atlas/core";
import { createIndexQueue, createIndexWorker } from "@lesion-atlas/indexer";
import { boundYoungHeap } from "../../packages/cli/src/bound-young-heap.ts";

/**
 * `node plan.ts REDIS RUN`: a planner alone, its young heap bounded as `lesion worker` does, on an archive of a million keys
 * that exist only while they are walked through, until the run is planned. Says how far it is when it is killed or done. See
 * `plan-million.ts`.
 */
boundYoungHeap();
const [redis, id] = process.argv.slice(2);
const keys = 1_000_000;
const keyOf = (n: number) => `ISIC_${String(n).padStart(7, "0")}`;

const archive: Archive = {
  format: "folder",
  location: "/nowhere",
  warnings: [],
  size: keys,
  async *keys({ first = "", last = "\uffff", signal } = {}) {
    const start = first === "" ? 0 : Number(first.slice(5));
    for (let n = start; n < keys; n++) {
      if (signal?.aborted) return;
      const key = keyOf(n);
      if (key > last) return;
      yield { key };
    }
  },
  record: (key) => ({ file: `${key}.jpg` }),
  bytes: async () => new Uint8Array(),
  close: async () => {},
};
const model = {
  id: "none",
  fingerprint: "0".repeat(64),
  dimensions: 4,
  logitScale: 100,
  templates: [],
  hasText: false,
};
const encoder = { model, close: async () => {} } as unknown as Encoder;
/** A planner writes no image. */
const store = { useModel: async () => {} } as unknown as VectorStore;
const queue = await createIndexQueue(redis, { model });
const idleMib = peakMib();
const start = performance.now();
const worker = await createIndexWorker(redis, {
  store,
  encoder,
  roles: ["plan"],
  openArchive: async () => archive,
  lockMs: 2000,
});
for (;;) {
  const { state, ranges, total } = await queue.get(id);
  const planned = total !== undefined && state === "running";
  console.log(
    JSON.stringify({
      state,
      ranges: ranges.planned,
      seconds: (performance.now() - start) / 1000,
      idleMib,
      peakMib: peakMib(),
    }),
  );
  if (planned) break;
  await sleep(200);
}
await worker.close();
await queue.close();

/** The largest resident set so far. */
function peakMib(): number {
  const kib = /^VmHWM:\s*(?<kib>\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.groups?.kib;
  return Number(kib) / 1024;
}
