import { rename, writeFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import sharp from "sharp";
import type { ImagePlan } from "./image-plan.ts";
import { writeImage } from "./write-image.ts";

/** What a thread is started with. */
export interface RenderWorkerSettings {
  out: string;
  masks: boolean;
}

/** A batch of images and the file that takes their rows, one JSON object a line. */
export interface RenderBatch {
  rowsFile: string;
  plans: ImagePlan[];
}

const { out, masks } = workerData as RenderWorkerSettings;
sharp.concurrency(1);
sharp.cache(false);

parentPort?.on("message", (batch: RenderBatch) => void renderBatch(batch));

async function renderBatch({ rowsFile, plans }: RenderBatch): Promise<void> {
  try {
    const lines: string[] = [];
    for (const plan of plans) lines.push(JSON.stringify(await writeImage(out, plan, masks)));
    await writeFile(`${rowsFile}.partial`, `${lines.join("\n")}\n`);
    await rename(`${rowsFile}.partial`, rowsFile);
    parentPort?.postMessage({ done: plans.length });
  } catch (thrown) {
    parentPort?.postMessage({ failed: thrown instanceof Error ? thrown.message : String(thrown) });
  }
}
