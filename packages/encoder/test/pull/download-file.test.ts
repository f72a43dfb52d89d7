import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DownloadOptions, type FileToFetch, downloadFile } from "../../src/pull/download-file.ts";
import { cutAfter, etagOf, hubServer, sha256Of, startOf, writeAndCut } from "./hub-server.ts";

const bytes = randomBytes(300_000);
const other = randomBytes(300_000);
const retry = { firstDelayMs: 1 };

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lesion-download-"));
  path = join(folder, "weights.bin");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fetched = (url: string, file: Partial<FileToFetch> = {}, options: DownloadOptions = {}) =>
  downloadFile({ url: `${url}/a/b/resolve/main/weights.bin`, path, ...file }, { retry, ...options });

async function expectWhole(wanted: Uint8Array) {
  expect(sha256Of(await readFile(path))).toBe(sha256Of(wanted));
  expect(await readdir(folder)).toEqual(["weights.bin"]);
}

describe("a connection that is cut", () => {
  test("is taken up where it was, three times, on the same ETag", async () => {
    const server = await hubServer({ "weights.bin": bytes });
    let cuts = 0;
    server.trouble = (_, request, response) => cuts++ < 3 && cutAfter(70_000, bytes, request, response);
    expect(await fetched(server.url)).toEqual({ bytes: bytes.length, sha256: sha256Of(bytes) });
    await expectWhole(bytes);
    expect(server.asked.map(({ range }) => range === undefined)).toEqual([true, false, false, false]);
    expect(server.asked[3].ifRange).toBe(etagOf(bytes));
    const starts = server.asked.slice(1).map(({ range }) => Number(/\d+/.exec(range!)![0]));
    expect(starts).toEqual([...starts].sort((left, right) => left - right));
  });

  test("is given up after so many attempts that bring nothing, and another process goes on", async () => {
    const server = await hubServer({ "weights.bin": bytes });
    server.trouble = (_, request, response) => {
      if (startOf(bytes, request) > 0) response.destroy();
      else cutAfter(100_000, bytes, request, response);
      return true;
    };
    await expect(fetched(server.url, {}, { retry: { retries: 2, firstDelayMs: 1 } })).rejects.toMatchObject({
      code: "archive_unavailable",
    });
    expect(server.asked.length).toBe(3);
    expect((await readdir(folder)).sort()).toEqual(["weights.bin.partial", "weights.bin.partial.json"]);

    server.trouble = () => false;
    server.asked.length = 0;
    await fetched(server.url);
    expect(server.asked.map(({ range }) => range)).toEqual([`bytes=100000-`]);
    await expectWhole(bytes);
  });

  test("by the user keeps what came", async () => {
    const server = await hubServer({ "weights.bin": bytes });
    const stop = new AbortController();
    server.trouble = (_, __, response) => {
      response.writeHead(200, { etag: etagOf(bytes), "content-length": bytes.length });
      response.write(bytes.subarray(0, 50_000));
      return true;
    };
    const onBytes = (count: number) => count === 50_000 && stop.abort();
    await expect(fetched(server.url, {}, { signal: stop.signal, onBytes })).rejects.toMatchObject({
      code: "cancelled",
    });
    expect((await readFile(`${path}.partial`)).length).toBe(50_000);
  });
});

describe("a server", () => {
  test("that ignores Range is read from the beginning", async () => {
    const server = await hubServer({ "weights.bin": bytes });
    let first = true;
    server.trouble = (_, request, response) => {
      if (first) {
        first = false;
        return cutAfter(70_000, bytes, request, response);
      }
      response.writeHead(200, { "content-length": bytes.length }).end(bytes);
      return true;
    };
    await fetched(server.url);
    await expectWhole(bytes);
  });

  test.each([
    ["obeys If-Range", false],
    ["does not", true],
  ])("whose file changes in between, with another ETag, and that %s: one file, the new one", async (_, ignores) => {
    const server = await hubServer({ "weights.bin": other });
    let requests = 0;
    server.trouble = (__, request, response) => {
      requests += 1;
      if (requests === 1) return cutAfter(70_000, bytes, request, response);
      if (requests > 2 || !ignores) return false;
      const start = 70_000;
      response.writeHead(206, {
        etag: etagOf(other),
        "content-range": `bytes ${start}-${other.length - 1}/${other.length}`,
      });
      response.end(other.subarray(start));
      return true;
    };
    await fetched(server.url);
    await expectWhole(other);
  });

  test("without an ETag is read from the beginning, unless the hash is known", async () => {
    const server = await hubServer();
    let cuts = 0;
    server.trouble = (_, request, response) => {
      const start = startOf(bytes, request);
      if (start > 0) response.writeHead(206, { "content-range": `bytes ${start}-${bytes.length - 1}/${bytes.length}` });
      else response.writeHead(200, { "content-length": bytes.length });
      if (cuts++ === 0) writeAndCut(bytes.subarray(0, 60_000), response);
      else response.end(bytes.subarray(start));
      return true;
    };
    await fetched(server.url);
    await expectWhole(bytes);
    expect(server.asked[1].range).toBeUndefined();

    [cuts, server.asked.length] = [0, 0];
    await rm(path);
    await fetched(server.url, { sha256: sha256Of(bytes) });
    await expectWhole(bytes);
    expect(server.asked[1]).toMatchObject({ range: "bytes=60000-", ifRange: undefined });
  });

  test("that announces more than it has is refused, with what it announced", async () => {
    const server = await hubServer({ "weights.bin": bytes });
    const wanted = { bytes: bytes.length + 100 };
    await expect(fetched(server.url, wanted)).rejects.toMatchObject({
      code: "model_invalid",
      message: expect.stringMatching(/announces 300000 bytes .* where 300100 are expected/),
    });
    server.trouble = (_, request, response) => {
      const headers = { etag: etagOf(bytes), "content-length": bytes.length + 100 - startOf(bytes, request) };
      response.writeHead(startOf(bytes, request) > 0 ? 206 : 200, {
        ...headers,
        "content-range": `bytes ${startOf(bytes, request)}-${bytes.length + 99}/${bytes.length + 100}`,
      });
      writeAndCut(bytes.subarray(startOf(bytes, request)), response);
      return true;
    };
    await expect(fetched(server.url, wanted)).rejects.toMatchObject({ code: "archive_unavailable" });
    expect(await readdir(folder)).not.toContain("weights.bin");
  });

  test("that sends more than the file has is stopped, and nothing is kept", async () => {
    const server = await hubServer();
    server.trouble = (_, __, response) => {
      response.writeHead(200, { etag: etagOf(bytes) });
      response.end(bytes);
      return true;
    };
    await expect(fetched(server.url, { bytes: 1000 })).rejects.toMatchObject({
      code: "model_invalid",
      message: expect.stringContaining("more of weights.bin than its 1000 bytes"),
    });
    expect((await readFile(`${path}.partial`)).length).toBe(0);
  });

  test("with another file than the hash says is refused, and nothing is kept", async () => {
    const server = await hubServer({ "weights.bin": other });
    await expect(fetched(server.url, { sha256: sha256Of(bytes) })).rejects.toMatchObject({
      code: "model_invalid",
      message: expect.stringContaining(`has the SHA-256 ${sha256Of(other)}, not ${sha256Of(bytes)}`),
    });
    expect(await readdir(folder)).not.toContain("weights.bin");
  });

  test("is asked again after 429 with Retry-After and after 503", async () => {
    const server = await hubServer({ "weights.bin": bytes });
    const statuses = [429, 503];
    server.trouble = (_, __, response) => {
      const status = statuses.shift();
      if (status === undefined) return false;
      response.writeHead(status, { "retry-after": "0" }).end();
      return true;
    };
    await fetched(server.url);
    await expectWhole(bytes);
  });

  test.each([
    [401, {}, "invalid_input", /HF_TOKEN/],
    [404, {}, "not_found", /no such repository, revision or file/],
    [429, { "retry-after": "3600" }, "invalid_input", /3600 s of rest/],
    [500, {}, "archive_unavailable", /answered 500/],
    [418, {}, "invalid_input", /answered 418/],
  ])("that answers %i is an error that says what to do", async (status, headers, code, message) => {
    const server = await hubServer();
    server.trouble = (_, __, response) => {
      response.writeHead(status, headers).end();
      return true;
    };
    const thrown = await fetched(server.url, {}, { retry: { retries: 0 } }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});

describe("a redirect", () => {
  test("to another host does not carry the token along", async () => {
    const store = await hubServer({ "weights.bin": bytes });
    const hub = await hubServer({ "weights.bin": bytes });
    hub.elsewhere = store;
    await fetched(hub.url, {}, { token: "hf_secret" });
    await expectWhole(bytes);
    expect(hub.asked.map(({ token }) => token)).toEqual(["Bearer hf_secret"]);
    expect(store.asked.map(({ token }) => token)).toEqual([undefined]);
  });

  test.each(["file:///etc/passwd", "ftp://127.0.0.1/x", "http://["])("to %s is not followed", async (location) => {
    const server = await hubServer();
    server.trouble = (_, __, response) => {
      response.writeHead(302, { location }).end();
      return true;
    };
    await expect(fetched(server.url)).rejects.toMatchObject({ code: "invalid_input" });
  });

  test("in a circle ends", async () => {
    const server = await hubServer({ "weights.bin": bytes });
    server.elsewhere = server;
    await expect(fetched(server.url)).rejects.toMatchObject({ message: expect.stringContaining("more than 8 times") });
  });
});

test("a partial file whose notes are damaged is begun anew", async () => {
  const server = await hubServer({ "weights.bin": bytes });
  await writeFile(`${path}.partial`, other.subarray(0, 1000));
  await writeFile(`${path}.partial.json`, "{");
  await fetched(server.url);
  await expectWhole(bytes);
  expect(server.asked[0].range).toBeUndefined();
});

test("a partial file of other bytes is found out by the hash, and fetched again", async () => {
  const server = await hubServer({ "weights.bin": bytes });
  await writeFile(`${path}.partial`, other.subarray(0, 1000));
  await writeFile(`${path}.partial.json`, JSON.stringify({ sha256: sha256Of(bytes) }));
  await fetched(server.url, { sha256: sha256Of(bytes) });
  await expectWhole(bytes);
});
