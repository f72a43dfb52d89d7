import { allBatches } from "./setting.ts";

/** Only makes the bodies that a load would send. */
const batches = allBatches();
const start = performance.now();
const cpuBefore = process.cpuUsage();
let bytes = 0;
let images = 0;
for (const points of batches) {
  const body = points.map(({ record, vector }) => ({
    id: record.id,
    payload: record,
    vector: { a: Array.from(vector!.values) },
  }));
  bytes += JSON.stringify({ points: body }).length;
  images += points.length;
}
const cpu = process.cpuUsage(cpuBefore);
console.log(
  JSON.stringify({
    ms_per_1000: (performance.now() - start) / (images / 1000),
    cpu_ms_per_1000: (cpu.user + cpu.system) / 1000 / (images / 1000),
    kib_an_image: bytes / images / 1024,
  }),
);
