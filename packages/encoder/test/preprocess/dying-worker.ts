import { parentPort } from "node:worker_threads";
import "../../src/preprocess/threads/preprocess-worker.ts";

/** The preprocessing worker, which dies of images of one byte and of two, in the two ways in which a thread can. */
parentPort!.on("message", ({ imageBytes }: { imageBytes?: Uint8Array }) => {
  if (imageBytes?.length === 1) process.exit(7);
  if (imageBytes?.length === 2) throw new Error("out of something");
});
