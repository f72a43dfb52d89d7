/**
 * A million keys are planned, the planner is killed in the middle, another resumes, and the run is cancelled. Linux.
 *
 *     node bench/queue/plan-million.ts IMAGES_A_RANGE [NODE_FLAGS...]
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createIndexQueue } from "@lesion-atlas/indexer";
import { Redis } from "ioredis";
import { startOwnRedis } from "../../test/support/redis/start-own-redis.ts";

interface Line {
  ranges: number;
  seconds: number;
  peakMib: number;
}

const [size = "4096", ...nodeFlags] = process.argv.slice(2);
const imagesPerRange = Number(size);
const program = fileURLToPath(new URL("plan.ts", import.meta.url));
const model = { id: "none", fingerprint: "0".repeat(64) };
const redis = await startOwnRedis();
const client = new Redis(redis.url);
const queue = await createIndexQueue(redis.url, { model });
try {
  const whole = await queue.start({ id: "whole", archive: "million", location: "/nowhere", imagesPerRange });
  const once = await planner(whole.id);
  const began = performance.now();
  await queue.cancel(whole.id);
  const cancelSeconds = (performance.now() - began) / 1000;
  const run = await queue.start({ id: "killed", archive: "million", location: "/nowhere", imagesPerRange });
  const killed = await planner(run.id, once.ranges / 2);
  const resumed = await planner(run.id);
  const { ranges, total } = await queue.get(run.id);
  const waiting = (await queue.depth()).waiting;
  await queue.cancel(run.id);
  const left = (await queue.depth()).waiting;
  const memory = /used_memory_peak:(\d+)/.exec(await client.info("memory"))?.[1];
  const redisPeakMib = Number(memory) / 2 ** 20;
  console.log(
    JSON.stringify(
      { imagesPerRange, once, killed, resumed, ranges, total, waiting, left, cancelSeconds, redisPeakMib },
      null,
      2,
    ),
  );
} finally {
  await queue.close();
  client.disconnect();
  await redis.stop();
}

/** @returns its last line; it is killed beyond `killAt` ranges */
async function planner(id: string, killAt = Infinity): Promise<Line> {
  const child = spawn(process.execPath, [...nodeFlags, program, redis.url, id], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let last: Line = { ranges: 0, seconds: 0, peakMib: 0 };
  for await (const line of createInterface({ input: child.stdout })) {
    last = JSON.parse(line) as Line;
    if (last.ranges >= killAt) child.kill("SIGKILL");
  }
  return last;
}
