import { createInProcessQueue } from "@lesion-atlas/indexer";
import { createEmbeddedStore } from "@lesion-atlas/store";
import { createHeldEncoder } from "./held-encoder.ts";
import { testRunQueue } from "./contract/run-queue.ts";

testRunQueue("in-process", async () => {
  const store = await createEmbeddedStore(":memory:", { threads: 1 });
  const { encoder, hold } = createHeldEncoder();
  const queue = createInProcessQueue({ store, encoder });
  return {
    queue,
    store,
    hold,
    async dispose() {
      hold(false);
      await queue.close();
      await store.close();
    },
  };
});
