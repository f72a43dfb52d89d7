/**
 * Images through Redis and two workers with the demo model into a real Qdrant: rate, and the workers' largest memory. Linux.
 *
 *     node bench/queue/fleet.ts IMAGES
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readModelFolder } from "@lesion-atlas/encoder";
import { createIndexQueue } from "@lesion-atlas/indexer";
import { startOwnQdrant } from "../../test/support/qdrant/start-qdrant.ts";
import { startOwnRedis } from "../../test/support/redis/start-own-redis.ts";
import { drawImages } from "./draw-images.ts";

const images = Number(process.argv[2] ?? 1000);
const scratch = mkdtempSync(join(tmpdir(), "lesion-fleet-"));
const [redis, qdrant] = await Promise.all([startOwnRedis(), startOwnQdrant()]);
const program = fileURLToPath(new URL("fleet-worker.ts", import.meta.url));
const { model } = await readModelFolder(fileURLToPath(new URL("../../models/demo", import.meta.url)));
const queue = await createIndexQueue(redis.url, { model });
try {
  const location = await drawImages(join(scratch, "images"), images);
  const workers = [0, 1].map(() => startWorker());
  const { id } = await queue.start({ archive: "fleet", location });
  let began = 0;
  for await (const event of queue.events(id)) {
    if (event.event === "state" && event.state === "planning") began = Date.parse(event.at);
  }
  const { state, counts, ranges } = await queue.get(id);
  const seconds = (Date.now() - began) / 1000;
  const peaks = await Promise.all(workers.map((worker) => worker.end()));
  console.log(JSON.stringify({ images, state, counts, ranges, seconds, imagesPerSecond: images / seconds, peaks }));
} finally {
  await queue.close();
  await Promise.all([redis.stop(), qdrant.stop()]);
  rmSync(scratch, { recursive: true, force: true });
}

function startWorker() {
  const child = spawn(process.execPath, [program, redis.url, qdrant.url], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += String(text)));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    async end(): Promise<number> {
      child.kill("SIGTERM");
      await ended;
      return (JSON.parse(said) as { peakMib: number }).peakMib;
    },
  };
}
