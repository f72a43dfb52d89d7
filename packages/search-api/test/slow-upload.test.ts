import { fileURLToPath } from "node:url";
import { createCompute } from "@lesion-atlas/compute";
import { createEncoder } from "@lesion-atlas/encoder";
import { createSearchApp } from "@lesion-atlas/search-api";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestService, openService } from "./support/service.ts";

const demo = fileURLToPath(new URL("../../../models/demo", import.meta.url));
const compute = createCompute();
let service: TestService;
let encoder: Awaited<ReturnType<typeof createEncoder>>;
beforeAll(async () => {
  service = await openService();
  encoder = await createEncoder(demo, { compute, threads: 1 });
});
afterAll(async () => {
  await Promise.all([encoder.close(), service.close()]);
  await compute.close();
});

const square = async (side: number) =>
  new Uint8Array(
    await sharp({ create: { width: side, height: side, channels: 3, background: "#a53" } })
      .jpeg()
      .toBuffer(),
  );

test("an upload that takes too long to decode is refused and its thread ended; the next one is answered", async () => {
  const classify = async (side: number, decodeMs: number) => {
    const app = createSearchApp({ ...service.ports, encoder }, { access: "open", uploads: { decodeMs } });
    const form = new FormData();
    form.set("image", new File([await square(side)], "photograph.jpg"));
    form.set("classes", JSON.stringify({ classes: [{ name: "hair" }, { name: "blood" }] }));
    return app.request("/v1/classify/image", { method: "POST", body: form });
  };
  const slow = await classify(7000, 30);
  expect(slow.status).toBe(422);
  expect(await slow.json()).toMatchObject({ code: "image_unreadable", detail: expect.stringContaining("30 ms") });
  expect((await classify(300, 60_000)).status).toBe(200);
});
