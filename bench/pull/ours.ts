import { readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runLesion } from "../../packages/cli/src/program.ts";

/** One pull in this process, as the command does it; see `pull.ts`. */
const [home, sha256, bytes] = process.argv.slice(2);
const id = "openclip-vit-l-14-laion2b";
rmSync(home, { recursive: true, force: true });
let said = "";
const stream = { write: (text: string) => void (said += text), isTerminal: false, columns: 100 };
const start = performance.now();
const code = await runLesion(["models", "pull", id, "--revision", "main", "--keep", "--no-self-test"], {
  out: stream,
  err: stream,
});
const pullSeconds = (performance.now() - start) / 1000;
if (code !== 0) throw new Error(said);
const record = JSON.parse(readFileSync(join(home, "pulled", `${id}.json`), "utf8")) as {
  files: Record<string, Record<string, { bytes: number; sha256: string }>>;
};
const weights = record.files.main["open_clip_pytorch_model.safetensors"];
if (weights.sha256 !== sha256 || weights.bytes < Number(bytes)) throw new Error("another file came");
const left = readdirSync(join(home, "pulled", id, "main")).filter((name) => name.includes("partial"));
if (left.length > 0) throw new Error(`left behind: ${left.join(", ")}`);
console.log(JSON.stringify({ pull_s: pullSeconds, peak_mib: peakMib() }));

/** The largest resident set so far: Linux keeps it in /proc, elsewhere `getrusage` does. */
function peakMib(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS / 1024;
  const kib = /^VmHWM:\s*(?<kib>\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.groups?.kib;
  return Number(kib) / 1024;
}
