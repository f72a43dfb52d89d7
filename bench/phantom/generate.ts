import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { generateArchive } from "@lesion-atlas/phantom";

const [scratch, style, count, workers] = process.argv.slice(2);
const out = await mkdtemp(join(scratch, "phantoms-"));
const cpuBefore = process.cpuUsage();
const started = performance.now();
const { images } = await generateArchive(out, {
  count: Number(count),
  seed: 1,
  style: style as "A" | "B",
  planted: "none",
  workers: Number(workers),
});
const seconds = (performance.now() - started) / 1000;
const cpu = process.cpuUsage(cpuBefore);
await rm(out, { recursive: true });
console.log(
  JSON.stringify({
    images_per_s: images / seconds,
    cpu_ms_per_image: (cpu.user + cpu.system) / 1000 / images,
    peak_mib: process.resourceUsage().maxRSS / 1024,
  }),
);
