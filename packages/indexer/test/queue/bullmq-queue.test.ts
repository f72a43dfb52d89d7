import { randomUUID } from "node:crypto";
import { createIndexQueue, createIndexWorker } from "@lesion-atlas/indexer";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { describe } from "vitest";
import { hasService, serviceUrl } from "../../../../test/support/services.ts";
import { createHeldEncoder } from "./held-encoder.ts";
import { testRunQueue } from "./contract/run-queue.ts";

const needsRedis = hasService("redis") ? "" : " (skipped: no Redis)";

describe.skipIf(!hasService("redis"))(`BullMQ${needsRedis}`, () => {
  testRunQueue("BullMQ", async () => {
    const url = serviceUrl("redis");
    const prefix = `test-${randomUUID().slice(0, 8)}`;
    const store = await createEmbeddedStore(":memory:", { threads: 1 });
    const { encoder, hold } = createHeldEncoder();
    const queue = await createIndexQueue(url, { model: encoder.model, prefix });
    const worker = await createIndexWorker(url, { store, encoder, prefix, attempts: 2, firstBackoffMs: 1 });
    return {
      queue,
      store,
      hold,
      async dispose() {
        hold(false);
        await worker.close();
        await queue.close();
        await store.close();
      },
    };
  });
});
