import { parseArgs } from "node:util";
import { fuzzedRequest } from "./fuzzed-request.ts";

/**
 * Sends malformed requests and images to a service that runs: `node test/search-api/fuzz.ts [--url URL] [--count 10000]
 * [--seed 1] [--at-once 8]`. Fails when one is answered with 500 or above but for 503 with Retry-After, with a problem
 * that is none, or not at all; says how much memory the service grew, as its /metrics tells.
 */
const { values } = parseArgs({
  options: {
    url: { type: "string", default: "http://127.0.0.1:4600" },
    count: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    "at-once": { type: "string", default: "8" },
  },
});
const count = Number(values.count);
const statuses = new Map<number, number>();
const wrong: string[] = [];
let next = 0;

async function residentMebibytes(): Promise<number> {
  const text = await (await fetch(`${values.url}/metrics`)).text();
  return Number(/^process_resident_memory_bytes (\S+)/m.exec(text)?.[1]) / 2 ** 20;
}

async function ask(n: number): Promise<void> {
  const { path, init } = await fuzzedRequest(Number(values.seed), n);
  try {
    const response = await fetch(values.url + path, { ...init, signal: AbortSignal.timeout(60_000) });
    const { status } = response;
    const body = await response.text();
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
    const busy = status === 503 && response.headers.has("retry-after");
    if (status >= 500 && !busy) wrong.push(`${n} ${init.method} ${path}: ${status} ${body.slice(0, 300)}`);
    if (status >= 400 && init.method !== "HEAD" && status !== 416) {
      const problem = JSON.parse(body) as { code?: string; detail?: string; status?: number };
      if (!problem.code || !problem.detail || problem.status !== status) wrong.push(`${n} ${path}: no problem ${body}`);
    }
  } catch (error) {
    wrong.push(`${n} ${init.method} ${path}: ${String(error)}`);
  }
}

async function work(end: number): Promise<void> {
  while (next < end) await ask(next++);
}

const workers = (end: number) => Promise.all(Array.from({ length: Number(values["at-once"]) }, () => work(end)));
await workers(Math.floor(count / 4));
const warm = await residentMebibytes();
await workers(count);
const after = await residentMebibytes();
const answered = Object.fromEntries([...statuses].sort(([left], [right]) => left - right));
process.stdout.write(
  `${JSON.stringify({ count, answered, wrong: wrong.length, rss_mib: { after_a_quarter: warm, after_all: after } })}\n`,
);
for (const line of wrong.slice(0, 20)) process.stdout.write(`${line}\n`);
if (wrong.length > 0) process.exitCode = 1;
