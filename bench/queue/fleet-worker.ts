import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createCompute } from "@lesion-atlas/compute";
import { createEncoder } from "@lesion-atlas/encoder";
import { createIndexWorker } from "@lesion-atlas/indexer";
import { createQdrantStore } from "@lesion-atlas/store";

/** `node fleet-worker.ts REDIS QDRANT`: a worker with the demo model; says its largest resident set when it ends. */
const [redis, qdrant] = process.argv.slice(2);
const compute = createCompute();
const encoder = await createEncoder(fileURLToPath(new URL("../../models/demo", import.meta.url)), { compute });
const store = await createQdrantStore({ url: qdrant, collection: { prefix: "fleet" } });
const worker = await createIndexWorker(redis, { store, encoder });
process.once("SIGTERM", async () => {
  const kib = /^VmHWM:\s*(?<kib>\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.groups?.kib;
  console.log(JSON.stringify({ peakMib: Number(kib) / 1024 }));
  await worker.close();
  await Promise.all([store.close(), encoder.close()]);
  await compute.close();
});
