import { readFileSync } from "node:fs";
import { importModel } from "@lesion-atlas/encoder";

/** One import; see `import.ts`. */
const [checkpoint, modelsFolder] = process.argv.slice(2);
const start = performance.now();
await importModel(checkpoint, { id: "vit-l-14", modelsFolder, force: true });
console.log(JSON.stringify({ import_s: (performance.now() - start) / 1000, peak_mib: peakMib() }));

/** The largest resident set so far: Linux keeps it in /proc, elsewhere `getrusage` does. */
function peakMib(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS / 1024;
  const kib = /^VmHWM:\s*(?<kib>\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.groups?.kib;
  return Number(kib) / 1024;
}
