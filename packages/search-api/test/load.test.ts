import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { Embedding } from "@lesion-atlas/core";
import { createSearchApp, createTextEncoding, createThumbnailFolder } from "@lesion-atlas/search-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createColourEncoder } from "./support/colour-encoder.ts";
import { type TestService, jsonRequest, openService } from "./support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

/** An encoder whose texts wait until they are let through. */
function heldEncoder() {
  const encoder = createColourEncoder();
  const held: (() => void)[] = [];
  return {
    ...encoder,
    release: () => held.splice(0).forEach((go) => go()),
    held: () => held.length,
    async encodeTexts(texts: readonly string[]): Promise<Embedding[]> {
      await new Promise<void>((resolve) => held.push(resolve));
      return encoder.encodeTexts(texts);
    },
  };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("admission", () => {
  test("so many run, so many wait, and the rest is sent away with Retry-After", async () => {
    const encoder = heldEncoder();
    const app = createSearchApp(
      { ...service.ports, encoder },
      { access: "open", rateLimits: false, admission: { inFlight: 2, queue: 3 } },
    );
    const asked = Array.from({ length: 9 }, () => app.request("/v1/search", jsonRequest({ text: "red" })));
    const refused = await Promise.all(asked.slice(5));
    expect(refused.map(({ status }) => status)).toEqual([503, 503, 503, 503]);
    expect(refused[0].headers.get("retry-after")).toBe("1");
    expect(await refused[0].json()).toMatchObject({ code: "overloaded", retryable: true });
    const answered: number[] = [];
    for (const one of asked.slice(0, 5)) void Promise.resolve(one).then(({ status }) => answered.push(status));
    while (answered.length < 5) {
      await turn();
      expect(encoder.held()).toBeLessThanOrEqual(2);
      encoder.release();
    }
    expect(answered).toEqual([200, 200, 200, 200, 200]);
  });
});

describe("createTextEncoding", () => {
  test("encodes what comes at the same time in one batch, each text once, and remembers it", async () => {
    const encoder = createColourEncoder();
    const encoding = createTextEncoding(encoder);
    const [first, second] = await Promise.all([encoding.encodeTexts(["a", "b"]), encoding.encodeTexts(["b", "c"])]);
    expect(encoder.batches).toEqual([["a", "b", "c"]]);
    expect(first[1]).toEqual(second[0]);
    expect(first).toEqual(await createColourEncoder().encodeTexts(["a", "b"]));
    await encoding.encodeTexts(["c", "a"]);
    expect(encoder.batches).toHaveLength(1);
  });

  test("remembers no more than its bound", async () => {
    const encoder = createColourEncoder();
    const encoding = createTextEncoding(encoder, { remembered: 2 });
    for (const text of ["a", "b", "c", "a"]) await encoding.encodeTexts([text]);
    expect(encoder.batches).toEqual([["a"], ["b"], ["c"], ["a"]]);
  });

  test("a caller who goes away gets `cancelled` at once, and the others their vectors", async () => {
    const encoder = heldEncoder();
    const encoding = createTextEncoding(encoder);
    const leaving = new AbortController();
    const left = encoding.encodeTexts(["a"], { signal: leaving.signal });
    const stays = encoding.encodeTexts(["b"]);
    await turn();
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: "cancelled" });
    encoder.release();
    expect(await stays).toHaveLength(1);
  });

  test("an encoder that fails fails its callers and is asked again", async () => {
    const encoder = createColourEncoder();
    let fails = true;
    const encoding = createTextEncoding({
      ...encoder,
      encodeTexts: (texts) => (fails ? Promise.reject(new Error("no memory")) : encoder.encodeTexts(texts)),
    });
    await expect(encoding.encodeTexts(["a"])).rejects.toMatchObject({ code: "internal" });
    fails = false;
    expect(await encoding.encodeTexts(["a"])).toHaveLength(1);
  });
});

describe("createThumbnailFolder", () => {
  const name = (n: number) => `${String(n).repeat(64)}-256.webp`;

  test("keeps thumbnails over a restart, the last asked for, within its bytes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lesion-thumbnails-"));
    try {
      const cache = await createThumbnailFolder(folder, { maximumBytes: 250 });
      await cache.write(name(1), new Uint8Array(100));
      await cache.write(name(2), new Uint8Array(100));
      await cache.read(name(1));
      await cache.write(name(3), new Uint8Array(100));
      expect(await cache.read(name(2))).toBeUndefined();
      const again = await createThumbnailFolder(folder, { maximumBytes: 250 });
      expect(await again.read(name(1))).toHaveLength(100);
      await cache.write("../outside", new Uint8Array(3));
      expect(existsSync(join(folder, "..", "outside"))).toBe(false);
      writeFileSync(join(folder, "left.part"), "");
      await createThumbnailFolder(folder);
      expect(readdirSync(folder).sort()).toEqual([name(1), name(3)]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("the service makes a thumbnail once", async () => {
    let opened = 0;
    const imageSources = {
      open: (archive: string) => {
        opened += 1;
        return service.ports.imageSources.open(archive);
      },
    };
    const thumbnailCache = await createThumbnailFolder(join(service.folder, "thumbnails"));
    const app = createSearchApp({ ...service.ports, imageSources, thumbnailCache }, { access: "open" });
    const path = `/v1/images/${service.ids[0]}/thumbnail`;
    const answers = await Promise.all([app.request(path), app.request(path)]);
    answers.push(await app.request(path));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(opened).toBe(1);
  });
});

test.each([
  ["br", brotliDecompressSync],
  ["gzip", gunzipSync],
])("answers are compressed with %s where the client takes it", async (encoding, unpack) => {
  const request = jsonRequest({ text: "red" }, { "accept-encoding": encoding });
  const response = await service.app().request("/v1/search", request);
  expect(response.headers.get("content-encoding")).toBe(encoding);
  expect(response.headers.get("vary")).toContain("Accept-Encoding");
  const { hits } = JSON.parse(unpack(Buffer.from(await response.arrayBuffer())).toString("utf8"));
  expect(hits).toHaveLength(12);
  const plain = await service
    .app()
    .request("/v1/search", jsonRequest({ text: "red" }, { "accept-encoding": "gzip;q=0" }));
  expect(plain.headers.get("content-encoding")).toBeNull();
});
