import { randomUUID } from "node:crypto";
import { createIndexQueue, createQueueBoard } from "@lesion-atlas/indexer";
import { createApiKey } from "@lesion-atlas/search-api";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";
import { hasService, serviceUrl } from "../../../test/support/services.ts";
import { openService } from "./support/service.ts";

const needsRedis = hasService("redis") ? "" : " (skipped: no Redis)";

test.skipIf(!hasService("redis"))(
  `the board is read with an admin's key alone, also below another path${needsRedis}`,
  async () => {
    const plain = await openService();
    const { model } = plain.encoder;
    const queue = await createIndexQueue(serviceUrl("redis"), { model, prefix: `test-${randomUUID().slice(0, 8)}` });
    const service = await openService({ queueBoard: createQueueBoard(queue) });
    onTestFinished(async () => {
      await queue.close();
      await service.close();
      await plain.close();
    });
    const { id } = await queue.start({ archive: "drawn", location: "nowhere" });
    const app = new Hono().route("/lesions", service.app({ access: "keys" }));
    const basic = async (scopes: ["read"] | ["admin"]) => {
      const { token } = await createApiKey(service.ports.catalog, { name: "board", scopes });
      return { authorization: `Basic ${Buffer.from(`anna:${token}`).toString("base64")}` };
    };
    const none = await app.request("/lesions/queues");
    expect([none.status, none.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="lesion"']);
    expect((await app.request("/lesions/queues", { headers: await basic(["read"]) })).status).toBe(403);

    const headers = await basic(["admin"]);
    const page = await app.request("/lesions/queues", { headers });
    const html = await page.text();
    expect(html).toContain('<base href="/lesions/queues/"');
    const [, script] = /src="(static\/js\/main[^"]+)"/.exec(html)!;
    expect((await app.request(`/lesions/queues/${script}`, { headers })).status).toBe(200);
    const api = await app.request("/lesions/queues/api/queues?page=1", { headers });
    const { queues } = (await api.json()) as { queues: { name: string }[] };
    expect(queues.map(({ name }) => name.replace(/-[0-9a-f]+$/, "")).sort()).toEqual(["lesion-ranges", "lesion-runs"]);
    expect(JSON.stringify(queues)).toContain('"readOnlyMode":true');
    await queue.cancel(id);
  },
);
