/**
 * A clinic's own Hono application, with its own route and its own BullMQ queue, that takes in Lesion Atlas as a guest: the
 * search and its runs below /lesions, the worker beside the clinic's, all in the clinic's Redis and Qdrant.
 *
 *     REDIS_URL=redis://localhost:6379 QDRANT_URL=http://localhost:6333 node examples/plugin/server.ts
 */
import { fileURLToPath } from "node:url";
import { serve } from "@hono/node-server";
import { createCompute } from "@lesion-atlas/compute";
import { createEncoder } from "@lesion-atlas/encoder";
import { createIndexQueue, createIndexWorker, createQueueBoard, openArchive } from "@lesion-atlas/indexer";
import { createSearchApp } from "@lesion-atlas/search-api";
import { createQdrantCatalog, createQdrantStore } from "@lesion-atlas/store";
import { Queue, Worker } from "bullmq";
import { Hono } from "hono";
import { Redis } from "ioredis";

const { REDIS_URL = "redis://localhost:6379", QDRANT_URL = "http://localhost:6333", PORT = "0" } = process.env;
const redis = new Redis(REDIS_URL, { maxRetriesPerRequest: null });

// The clinic's own business.
const letters = new Queue("letters", { connection: redis });
const sent: string[] = [];
const postman = new Worker("letters", async (job) => void sent.push(job.data.to), { connection: redis });

// The guest: two ports, a queue and a worker, under a prefix of their own.
const prefix = "clinic-lesions";
const compute = createCompute();
const encoder = await createEncoder(fileURLToPath(new URL("../../models/demo", import.meta.url)), { compute });
const collection = { prefix };
const store = await createQdrantStore({ url: QDRANT_URL, collection });
const catalog = await createQdrantCatalog({ url: QDRANT_URL, collection });
const runs = await createIndexQueue(redis, { model: encoder.model, prefix });
const worker = await createIndexWorker(redis, {
  store,
  encoder,
  prefix,
  logger: { info: () => {}, warn: (facts, message) => console.error(message, facts) },
  onArchive: async ({ name, location, format }) => void (await catalog.put("archive", name, { location, format })),
});
const imageSources = {
  async open(name: string) {
    const { location } = (await catalog.get("archive", name))?.document ?? {};
    return openArchive(String(location));
  },
};
const ports = { store, encoder, catalog, imageSources, runs, queueBoard: createQueueBoard(runs) };

const app = new Hono()
  .get("/hello", (c) => c.text("This is the clinic."))
  .post("/letters/:to", async (c) => c.json({ id: (await letters.add("letter", { to: c.req.param("to") })).id }))
  .get("/letters", (c) => c.json({ sent }))
  .route("/lesions", createSearchApp(ports, { access: "open" }));

const server = serve({ fetch: app.fetch, port: Number(PORT), hostname: "127.0.0.1" }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}`),
);
process.once("SIGTERM", async () => {
  server.close();
  await Promise.all([worker.close(), postman.close(), letters.close()]);
  await Promise.all([runs.close(), store.close(), catalog.close(), encoder.close()]);
  await compute.close();
  redis.disconnect();
});
