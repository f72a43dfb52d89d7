import { parentPort, workerData } from "node:worker_threads";
import { toWire } from "@lesion-atlas/core";
import sharp from "sharp";
import { createPreprocessImage } from "../preprocess-image.ts";
import type { PreprocessingSettings } from "../settings.ts";
import type { ThreadAnswer, ThreadRequest } from "./protocol.ts";

const port = parentPort!;
const preprocessImage = createPreprocessImage(workerData as PreprocessingSettings);

// Each thread keeps one core busy; libvips' own threads and its cache of past operations would only be in the way.
sharp.concurrency(1);
sharp.cache(false);

port.on("message", (request: ThreadRequest) => {
  if ("close" in request) port.close();
  else void answer(request);
});

async function answer({ id, imageBytes, limitMs }: Exclude<ThreadRequest, { close: true }>): Promise<void> {
  try {
    const image = await preprocessImage(imageBytes, { limitMs });
    port.postMessage({ id, image } satisfies ThreadAnswer, [image.tensor.buffer as ArrayBuffer]);
  } catch (thrown) {
    port.postMessage({ id, error: toWire(thrown) } satisfies ThreadAnswer);
  }
}
