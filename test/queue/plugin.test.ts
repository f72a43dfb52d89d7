import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../packages/indexer/test/support/temporary-folder.ts";
import { drawnIsicArchive } from "../support/drawn-isic-archive.ts";
import { hasOwnQdrant, needsOwnQdrant } from "../support/qdrant/needs-qdrant.ts";
import { startOwnQdrant } from "../support/qdrant/start-qdrant.ts";
import { hasOwnRedis, needsOwnRedis, startOwnRedis } from "../support/redis/start-own-redis.ts";

const program = fileURLToPath(new URL("../../examples/plugin/server.ts", import.meta.url));

test.skipIf(!hasOwnRedis || !hasOwnQdrant)(
  `examples/plugin: a foreign application serves and indexes below /lesions, beside its own queue${needsOwnQdrant || needsOwnRedis}`,
  async () => {
    const [redis, qdrant] = await Promise.all([startOwnRedis(), startOwnQdrant()]);
    onTestFinished(async () => {
      await Promise.all([redis.stop(), qdrant.stop()]);
    });
    const env = { ...process.env, REDIS_URL: redis.url, QDRANT_URL: qdrant.url, PORT: "0" };
    const child = spawn(process.execPath, [program], { env, stdio: ["ignore", "pipe", "pipe"] });
    let errors = "";
    child.stderr.on("data", (text: Buffer) => (errors += String(text)));
    const exited = once(child, "exit");
    const [line] = (await Promise.race([once(child.stdout, "data"), exited.then(() => [errors])])) as [Buffer | string];
    const url = String(line).trim();
    onTestFinished(() => void child.kill("SIGKILL"));

    expect(await (await fetch(`${url}/hello`)).text()).toBe("This is the clinic.");
    await fetch(`${url}/letters/anna`, { method: "POST" });
    const location = await drawnIsicArchive(join(await temporaryFolder(), "archive"), 9);
    const post = (path: string, body: object) =>
      fetch(url + path, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      });
    const run = (await (await post("/lesions/v1/runs", { archive: "clinic", location })).json()) as { id: string };
    expect(await (await fetch(`${url}/lesions/v1/runs/${run.id}/events`)).text()).toContain('"state":"completed"');
    const found = await post("/lesions/v1/search", { text: "dark brown", limit: 20 });
    expect(await found.json()).toMatchObject({ matching: 9 });
    const { hits } = (await (await post("/lesions/v1/search", { text: "red", limit: 1 })).json()) as {
      hits: { thumbnail_url: string }[];
    };
    expect((await fetch(new URL(hits[0].thumbnail_url, `${url}/`))).headers.get("content-type")).toMatch(/^image\//);
    expect((await fetch(`${url}/lesions/queues`)).status).toBe(200);
    expect(await (await fetch(`${url}/letters`)).json()).toEqual({ sent: ["anna"] });
    const { result } = (await (await fetch(`${qdrant.url}/collections`)).json()) as {
      result: { collections: { name: string }[] };
    };
    expect(result.collections.every(({ name }) => name.startsWith("clinic-lesions"))).toBe(true);
    child.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
    expect(errors).toBe("");
  },
);
