import { once } from "node:events";
import { AppError, type Catalog, type VectorStore } from "@lesion-atlas/core";
import { batchOf, processModel } from "./batches.ts";
import type { ChildTask } from "./place.ts";

/** A process of its own that works on a place until it is done or killed; started by `startChild`. */
const task = JSON.parse(process.argv[2]) as ChildTask;
const opener = (await import(task.module)) as {
  openStore(location: string): Promise<VectorStore>;
  openCatalog(location: string): Promise<Catalog>;
};

const tasks: Record<string, () => Promise<void>> = {
  /** Batch after batch; says the number of each that is written. */
  async write() {
    const store = await opener.openStore(task.location);
    await store.useModel(processModel);
    for (let batch = 0; batch < Number(task.batches); batch++) {
      await store.upsert(batchOf(String(task.name), batch));
      tell(batch);
    }
    await store.close();
  },
  /** A field of its own name each time, on one image; says when each is written. */
  async setFields() {
    const store = await opener.openStore(task.location);
    for (let n = 0; n < Number(task.count); n++) {
      await store.setFields([String(task.id)], { [`${task.name}${n}`]: n });
      tell(n);
    }
    await store.close();
  },
  /** Once told to go, adds 1 to a counter, again when somebody else was faster. */
  async increment() {
    const catalog = await opener.openCatalog(task.location);
    await toldToGo();
    for (let n = 0; n < Number(task.count); n++) await increment(catalog);
    await catalog.close();
  },
  /** Once told to go, appends entries that others append too; says how many it was the first to write. */
  async append() {
    const catalog = await opener.openCatalog(task.location);
    await toldToGo();
    let first = 0;
    for (let n = 0; n < Number(task.count); n++) {
      if (await catalog.append("log", { id: `entry ${n}`, document: { by: String(task.name) } })) first++;
    }
    tell(first);
    await catalog.close();
  },
};

await tasks[task.task]();
process.disconnect();

async function increment(catalog: Catalog): Promise<void> {
  for (;;) {
    const entry = await catalog.get("counter", "one");
    const value = Number(entry?.document.value ?? 0) + 1;
    try {
      await catalog.put("counter", "one", { value }, { ifVersion: entry?.version ?? 0 });
      return;
    } catch (thrown) {
      if (!(thrown instanceof AppError && thrown.code === "conflict")) throw thrown;
    }
  }
}

/** Says that it is ready, and waits for the test. */
async function toldToGo(): Promise<void> {
  tell("ready");
  await once(process, "message");
}

function tell(message: unknown): void {
  process.send!(message);
}
