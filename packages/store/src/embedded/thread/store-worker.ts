import { parentPort, workerData } from "node:worker_threads";
import { toWire } from "@lesion-atlas/core";
import { toAppError } from "../database/sqlite-error.ts";
import type { ThreadSettings } from "../options.ts";
import { checkFlag } from "./cancel-flag.ts";
import { type StoreOperations, createOperations } from "./operations.ts";
import type { StoreAnswer, StoreRequest } from "./protocol.ts";

type Perform = (request: unknown, checkpoint: () => void) => unknown;

const settings = workerData as ThreadSettings;
const port = parentPort!;
let operations: StoreOperations | undefined;
let last = Promise.resolve();

// One at a time: a search gives the thread away while it computes, and its transaction is the connection's only one.
port.on("message", (message: StoreRequest) => {
  last = last.then(() => answer(message));
});

async function answer({ call, operation, request, cancelled }: StoreRequest): Promise<void> {
  try {
    const checkpoint = () => checkFlag(cancelled);
    checkpoint();
    if (operation !== "close") operations ??= createOperations(settings);
    const perform = operations?.[operation] as Perform | undefined;
    send({ call, reply: await perform?.(request, checkpoint) });
  } catch (thrown) {
    send({ call, error: toWire(toAppError(thrown, settings.path)) });
  }
  if (operation === "close") port.close();
}

function send(message: StoreAnswer): void {
  port.postMessage(message);
}
