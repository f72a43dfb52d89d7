import { setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { toWire } from "@lesion-atlas/core";
import { createLaneOperations } from "./lane-operations.ts";
import { buffersIn } from "./moved-buffers.ts";
import type { LaneAnswer, LaneRequest, LaneSettings } from "./protocol.ts";

const { threads, niceness } = workerData as LaneSettings;
const port = parentPort!;

// On Linux process 0 is the calling thread alone, and the threads that onnxruntime starts from it inherit its value.
if (process.platform === "linux" && niceness > 0) setPriority(0, niceness);

const operations = createLaneOperations(threads);

port.on("message", (request: LaneRequest) => {
  void answer(request);
});

async function answer(request: LaneRequest): Promise<void> {
  try {
    send({ reply: await operations.perform(request) });
  } catch (thrown) {
    send({ error: toWire(thrown) });
  }
  if (request.operation === "close") port.close();
}

function send(message: LaneAnswer): void {
  port.postMessage(message, buffersIn(message));
}
