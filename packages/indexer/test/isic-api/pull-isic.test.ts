import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type PullRequest, pullIsic } from "../../src/index.ts";
import { createIsicClient } from "../../src/isic-api/isic-client.ts";
import { drawnImage } from "../support/drawn-image.ts";
import { keysOf, opened } from "../support/opened.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type IsicServer, type ServedImage, isicServer } from "./isic-server.ts";

const images: ServedImage[] = await Promise.all(
  Array.from({ length: 5 }, async (_, index) => ({
    isic_id: `ISIC_000000${index + 1}`,
    license: index === 4 ? "CC-BY" : "CC-0",
    attribution: ["Anonymous", "Zoo", "Zoo", "Anonymous", "Anonymous"][index],
    bytes: await drawnImage(index),
    acquisition: { image_type: "dermoscopic" },
    clinical: { age_approx: 10 * index, sex: "male", ...(index === 1 ? { melanocytic: true, note: "=1+1" } : {}) },
  })),
);

function request(server: IsicServer, to: string, more: Partial<PullRequest> = {}): PullRequest {
  return { query: "sex:male", collections: [], to, baseUrl: server.url, retry: { firstDelayMs: 1 }, ...more };
}

function filesAsked(server: IsicServer): string[] {
  return server.asked.filter((path) => path.startsWith("/files/"));
}

test("writes the folder of an ISIC download, over all pages", async () => {
  const server = await isicServer(images);
  const to = await temporaryFolder();
  const seen: number[] = [];
  const report = await pullIsic(request(server, to), { onProgress: ({ done }) => seen.push(done) });
  expect(report).toEqual({ images: 5, present: 0, vanished: [], licensesWithoutText: [] });
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  expect((await readdir(to)).sort()).toEqual(
    [...images.map(({ isic_id }) => `${isic_id}.jpg`), "attribution.txt", "licenses", "metadata.csv"].sort(),
  );
  const [header, , second] = (await readFile(join(to, "metadata.csv"), "utf8")).split("\r\n");
  expect(header).toBe("isic_id,attribution,copyright_license,age_approx,image_type,melanocytic,note,sex");
  expect(second).toBe("ISIC_0000002,Zoo,CC-0,10,dermoscopic,True,\t=1+1,male");
  expect(await readFile(join(to, "attribution.txt"), "utf8")).toBe("Zoo\n\nAnonymous");
  expect(await readFile(join(to, "licenses", "CC-BY.txt"), "utf8")).toBe("text of CC-BY");

  const archive = await opened(to);
  expect(archive.format).toBe("isic");
  expect(archive.warnings).toEqual([]);
  expect(await keysOf(archive)).toHaveLength(5);
  expect(archive.record("ISIC_0000002")).toMatchObject({ melanocytic: true, age_approx: 10, extra: { note: "=1+1" } });
  expect(await archive.bytes("ISIC_0000003")).toEqual(new Uint8Array(images[2].bytes));
});

test("--limit takes the first images only", async () => {
  const server = await isicServer(images);
  const to = await temporaryFolder();
  expect((await pullIsic(request(server, to, { limit: 3 }))).images).toBe(3);
  expect(filesAsked(server)).toHaveLength(3);
});

test("goes on after 429 with Retry-After, 503, a cut body and a body of wrong length", async () => {
  const server = await isicServer(images);
  const failures = new Map([
    ["/api/v2/images/search/", 429],
    ["/files/ISIC_0000002.jpg", 503],
    ["/files/ISIC_0000003.jpg", 0],
    ["/files/ISIC_0000004.jpg", 200],
  ]);
  server.trouble = (path, _, response) => {
    const status = failures.get(path);
    if (status === undefined) return false;
    failures.delete(path);
    if (status === 0) {
      response.writeHead(200, { "content-length": 5000 });
      response.write("only a part", () => response.destroy());
      return true;
    }
    response.writeHead(status, { "retry-after": "0" });
    response.end(status === 200 ? "short" : "");
    return true;
  };
  const to = await temporaryFolder();
  expect((await pullIsic(request(server, to))).images).toBe(5);
  expect(failures.size).toBe(0);
  for (const { isic_id, bytes } of images) {
    expect(new Uint8Array(await readFile(join(to, `${isic_id}.jpg`)))).toEqual(new Uint8Array(bytes));
  }
});

test("an image that vanished has no row, and is named", async () => {
  const server = await isicServer(images);
  server.trouble = (path, _, response) => {
    if (path !== "/files/ISIC_0000002.jpg") return false;
    response.writeHead(404).end();
    return true;
  };
  const to = await temporaryFolder();
  const report = await pullIsic(request(server, to));
  expect(report).toMatchObject({ images: 4, vanished: ["ISIC_0000002"] });
  expect(await readFile(join(to, "metadata.csv"), "utf8")).not.toContain("ISIC_0000002");
  expect(filesAsked(server).filter((path) => path.includes("0000002"))).toHaveLength(1);
});

test("an image that vanished before the download was cut off is still named at its end", async () => {
  const server = await isicServer(images);
  const to = await temporaryFolder();
  const stop = new AbortController();
  server.trouble = (path, _, response) => {
    if (path === "/files/ISIC_0000002.jpg") response.writeHead(410).end();
    if (path === "/files/ISIC_0000005.jpg") stop.abort();
    return response.writableEnded;
  };
  await expect(pullIsic(request(server, to), { signal: stop.signal })).rejects.toMatchObject({ code: "cancelled" });
  expect(await pullIsic(request(server, to))).toMatchObject({ images: 4, vanished: ["ISIC_0000002"] });
});

test("a number stays as the archive writes it", async () => {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
  const clinical = { clin_size_long_diam_mm: rawJSON("3.0"), age_approx: 45 };
  const server = await isicServer([{ ...images[0], clinical }]);
  const to = await temporaryFolder();
  await pullIsic(request(server, to));
  expect((await readFile(join(to, "metadata.csv"), "utf8")).split("\r\n")[1]).toBe(
    "ISIC_0000001,Anonymous,CC-0,45,3.0,dermoscopic",
  );
});

test("a rest that the archive asks for holds back the next request, not the refused one alone", async () => {
  const server = await isicServer(images);
  let refusedAt = 0;
  let nextAt = 0;
  server.trouble = (_, __, response) => {
    if (refusedAt > 0) nextAt = Date.now();
    else response.writeHead(429, { "retry-after": "1" }).end();
    refusedAt ||= Date.now();
    return response.writableEnded;
  };
  const client = createIsicClient(server.url, { retries: 0 });
  await expect(client.license("CC-0")).rejects.toMatchObject({ code: "archive_unavailable" });
  expect(await client.license("CC-BY")).toBe("text of CC-BY");
  expect(nextAt - refusedAt).toBeGreaterThanOrEqual(990);
});

test("what cannot be had stops the other downloads of its page, and what has come stays", async () => {
  const server = await isicServer(images, 5);
  const to = await temporaryFolder();
  server.trouble = (path, _, response) => {
    if (!path.startsWith("/files/")) return false;
    if (path === "/files/ISIC_0000001.jpg") response.writeHead(403).end('{"message": "signature expired"}');
    return true;
  };
  await expect(pullIsic(request(server, to))).rejects.toMatchObject({
    code: "invalid_input",
    message: expect.stringContaining("answered 403 Forbidden (signature expired)"),
  });
  expect(await readdir(to)).toEqual([".isic-pull.ndjson"]);
});

test("thumbnails come under the same names, and the originals replace them later", async () => {
  const server = await isicServer(images);
  const to = await temporaryFolder();
  await pullIsic(request(server, to, { files: "thumbnail_256" }));
  expect(filesAsked(server)).toEqual([]);
  expect(await readFile(join(to, "ISIC_0000001.jpg"), "latin1")).toBe("t");
  const report = await pullIsic(request(server, to));
  expect(report).toMatchObject({ images: 5, present: 0 });
  expect(new Uint8Array(await readFile(join(to, "ISIC_0000001.jpg")))).toEqual(new Uint8Array(images[0].bytes));
});

test("a download that was cut off goes on at its page and fetches no file twice", async () => {
  const server = await isicServer(images);
  const to = await temporaryFolder();
  const stop = new AbortController();
  server.trouble = (path) => {
    if (path === "/files/ISIC_0000005.jpg") stop.abort();
    return false;
  };
  await expect(pullIsic(request(server, to), { signal: stop.signal })).rejects.toMatchObject({ code: "cancelled" });
  expect((await readdir(to)).filter((name) => name.startsWith(".isic-partial"))).toEqual([]);
  await expect(pullIsic(request(server, to, { query: "sex:female" }))).rejects.toMatchObject({ code: "conflict" });

  server.trouble = () => false;
  server.asked.length = 0;
  const report = await pullIsic(request(server, to));
  expect(report.images).toBe(5);
  expect(server.asked.filter((path) => path.includes("/images/search/"))).toEqual([
    "/api/v2/images/search/?query=sex%3Amale&collections=&limit=100&cursor=4",
  ]);
  expect(filesAsked(server)).toEqual(["/files/ISIC_0000005.jpg"]);
  expect((await readFile(join(to, "metadata.csv"), "utf8")).split("\r\n")).toHaveLength(7);

  expect((await pullIsic(request(server, to))).present).toBe(5);
});

test("says what is wrong: nothing found, a refused query, no server, a next page elsewhere, another shape", async () => {
  const server = await isicServer(images);
  const to = await temporaryFolder();
  const pull = (more: Partial<PullRequest> = {}) => pullIsic(request(server, to, { retry: { retries: 0 }, ...more }));
  await expect(pull({ query: "nothing:at_all" })).rejects.toMatchObject({ code: "not_found" });
  const answers = [
    [400, "{}", "invalid_input", /answered 400/],
    [503, "", "archive_unavailable", /answered 503/],
    [200, JSON.stringify({ results: [], next: "http://127.0.0.2:1/next" }), "invalid_input", /another address/],
    [200, JSON.stringify({ results: [{ isic_id: 7 }] }), "invalid_input", /another shape/],
  ] as const;
  for (const [status, body, code, message] of answers) {
    server.trouble = (_, __, response) => {
      response.writeHead(status).end(body);
      return true;
    };
    const thrown = await pull({ to: await temporaryFolder() }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code, message: expect.stringMatching(message) });
  }
  await expect(pull({ baseUrl: "http://127.0.0.1:9" })).rejects.toMatchObject({ code: "archive_unavailable" });
});
