import { open, readFile, writeFile } from "node:fs/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { type LinearProbe, fitProbe } from "@lesion-atlas/analysis";
import { createCompute } from "@lesion-atlas/compute";
import { setting } from "./setting.ts";

/** One process that fits one probe; see `probe.ts`. */
const { rows, dimensions, classes } = setting;
const mib = 2 ** 20;

const compute = createCompute({ bulkThreads: setting.threads, bulkNiceness: 0 });
const tiny = { values: new Float32Array(4), rows: 2, columns: 2 };
await compute.gemm(tiny, tiny, { lane: "bulk" });
const idle = process.memoryUsage().rss;

const features = new Float32Array(new SharedArrayBuffer(rows * dimensions * 4));
const bytes = new Uint8Array(features.buffer);
const file = await open(setting.features);
for (let read = 0; read < bytes.length;)
  read += (await file.read(bytes, read, Math.min(mib, bytes.length - read), read)).bytesRead;
await file.close();
const labels = new Int32Array(new Uint8Array(await readFile(setting.labels)).buffer);

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
const start = performance.now();
const probe = (await fitProbe(
  { features, dimensions, labels, classes: Array.from({ length: classes }, (_, name) => String(name)) },
  { compute, solver: "lbfgs", tolerance: 1e-7 },
)) as LinearProbe;
const fitMs = performance.now() - start;
delays.disable();
await compute.close();

await writeFile(setting.ours, Buffer.concat([probe.coefficients, probe.intercepts].map((part) => bytesOf(part))));
console.log(
  JSON.stringify({
    fit_ms: fitMs,
    iterations: probe.settings.iterations,
    delay_p99_ms: delays.percentile(99) / 1e6,
    delay_max_ms: delays.max / 1e6,
    matrices: (process.resourceUsage().maxRSS * 1024 - idle) / features.byteLength,
  }),
);

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
