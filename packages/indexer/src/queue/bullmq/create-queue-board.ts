import { createRequire } from "node:module";
import { dirname } from "node:path";
import type { IndexQueue } from "./create-index-queue.ts";

/** bull-board's page on the queues, to look at: state is changed through the runs alone. */
export interface QueueBoard {
  /** @param at the path under which the page lies, such as `/queues` */
  answer(request: Request, at: string): Promise<Response>;
}

/**
 * The page over every model's queues. It asks nobody for a key: whoever mounts it does. Its packages are loaded when it is
 * first looked at: a worker needs none of them.
 */
export function createQueueBoard(queue: Pick<IndexQueue, "bullQueues">): QueueBoard {
  const pages = new Map<string, ReturnType<typeof createPage>>();
  return {
    async answer(request, at) {
      const page = pages.get(at) ?? createPage(at);
      pages.set(at, page);
      const { app, show } = await page;
      show(await queue.bullQueues());
      return app.fetch(request);
    },
  };
}

async function createPage(at: string) {
  const { createBullBoard } = await import("@bull-board/api");
  const { BullMQAdapter } = await import("@bull-board/api/bullMQAdapter");
  const { HonoAdapter } = await import("@bull-board/hono");
  const { serveStatic } = await import("@hono/node-server/serve-static");
  const { Hono } = await import("hono");
  const serverAdapter = new HonoAdapter(serveStatic);
  serverAdapter.setBasePath(at);
  const uiBasePath = dirname(createRequire(import.meta.url).resolve("@bull-board/ui/package.json"));
  const options = { uiBasePath, uiConfig: { boardTitle: "Lesion Atlas" } };
  const { setQueues } = createBullBoard({ queues: [], serverAdapter, options });
  return {
    app: new Hono().route(at, serverAdapter.registerPlugin()),
    show: (queues: Awaited<ReturnType<IndexQueue["bullQueues"]>>) =>
      setQueues(queues.map((each) => new BullMQAdapter(each, { readOnlyMode: true }))),
  };
}
