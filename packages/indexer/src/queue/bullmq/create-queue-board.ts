import { createRequire } from "node:module";
import { dirname } from "node:path";
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { HonoAdapter } from "@bull-board/hono";
import { serveStatic } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import type { IndexQueue } from "./create-index-queue.ts";

/** bull-board's page on the queues, to look at: state is changed through the runs alone. */
export interface QueueBoard {
  /** @param at the path under which the page lies, such as `/queues` */
  answer(request: Request, at: string): Promise<Response>;
}

/** The page over every model's queues. It asks nobody for a key: whoever mounts it does. */
export function createQueueBoard(queue: Pick<IndexQueue, "bullQueues">): QueueBoard {
  const pages = new Map<string, { app: Hono; show: ReturnType<typeof createBullBoard>["setQueues"] }>();
  const uiBasePath = dirname(createRequire(import.meta.url).resolve("@bull-board/ui/package.json"));

  function pageAt(at: string) {
    const known = pages.get(at);
    if (known) return known;
    const serverAdapter = new HonoAdapter(serveStatic);
    serverAdapter.setBasePath(at);
    const options = { uiBasePath, uiConfig: { boardTitle: "Lesion Atlas" } };
    const { setQueues } = createBullBoard({ queues: [], serverAdapter, options });
    const page = { app: new Hono().route(at, serverAdapter.registerPlugin()), show: setQueues };
    pages.set(at, page);
    return page;
  }

  return {
    async answer(request, at) {
      const page = pageAt(at);
      const queues = await queue.bullQueues();
      page.show(queues.map((each) => new BullMQAdapter(each, { readOnlyMode: true })));
      return page.app.fetch(request);
    },
  };
}
