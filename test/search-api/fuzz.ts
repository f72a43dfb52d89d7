import { parseArgs } from "node:util";
import { fuzzedRequest } from "./fuzzed-request.ts";
import { openFuzzedService } from "./fuzzed-service.ts";

/**
 * Sends malformed requests and images to a service: `npm run test:fuzz -- [--url URL] [--count 40000] [--seed 1]
 * [--at-once 8] [--growth-mib 8]`. Without --url it serves a few drawn images itself and looks into that process. Fails
 * when one is answered with 500 or above but for 503 with Retry-After, with a problem that is none, or not at all; and
 * when what the process holds after a collection has grown by more than `growth-mib` from the first quarter to the last.
 */
const { values } = parseArgs({
  options: {
    url: { type: "string" },
    count: { type: "string", default: "40000" },
    seed: { type: "string", default: "1" },
    "at-once": { type: "string", default: "8" },
    "growth-mib": { type: "string", default: "8" },
  },
});
const [count, quarters] = [Number(values.count), 4];
const service = await openFuzzedService(values.url);
const statuses = new Map<number, number>();
const wrong: string[] = [];
let next = 0;

async function ask(n: number): Promise<void> {
  const { path, init } = await fuzzedRequest(Number(values.seed), n);
  try {
    const response = await fetch(service.url + path, { ...init, signal: AbortSignal.timeout(60_000) });
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

try {
  const held = [await service.memory()];
  for (let quarter = 1; quarter <= quarters; quarter++) {
    const end = Math.floor((count * quarter) / quarters);
    await Promise.all(Array.from({ length: Number(values["at-once"]) }, () => work(end)));
    held.push(await service.memory());
    process.stderr.write(`${end} requests: ${JSON.stringify(held.at(-1))}\n`);
  }
  const grown = held.at(-1)!.held_mib - held[1].held_mib;
  if (grown > Number(values["growth-mib"])) wrong.push(`what the process holds grew by ${grown.toFixed(1)} MiB`);
  const answered = Object.fromEntries([...statuses].sort(([left], [right]) => left - right));
  process.stdout.write(`${JSON.stringify({ count, answered, wrong: wrong.length, memory: held })}\n`);
} finally {
  await service.close();
}
for (const line of wrong.slice(0, 20)) process.stdout.write(`${line}\n`);
if (wrong.length > 0) process.exitCode = 1;
