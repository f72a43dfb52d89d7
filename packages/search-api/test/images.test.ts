import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "@lesion-atlas/core";
import { createSearchApp } from "@lesion-atlas/search-api";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestService, openService } from "./support/service.ts";

let service: TestService;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

const get = (path: string, headers: Record<string, string> = {}) => service.app().request(path, { headers });
const unknown = "00000000-0000-4000-8000-000000000000";

test("GET /v1/images/{id} tells everything but where the file lies", async () => {
  const response = await get(`/v1/images/${service.ids[0].toUpperCase()}`);
  expect(response.status).toBe(200);
  const image = (await response.json()) as { record: { lesion_id: string } };
  expect(image).toMatchObject({ id: service.ids[0], archive: "drawn", has_vector: true, license: "CC-0" });
  expect(image.record.lesion_id).toMatch(/^IL_/);
  expect(JSON.stringify(image)).not.toContain(service.folder);
  expect((await get(`/v1/images/${unknown}`)).status).toBe(404);
  expect((await get("/v1/images/..%2f..%2fetc%2fpasswd")).status).toBe(400);
});

test("GET similar leaves out the image, and its group when asked to", async () => {
  const [id] = service.ids;
  const all = (await (await get(`/v1/images/${id}/similar?limit=12`)).json()) as { searched: number };
  const others = (await (await get(`/v1/images/${id}/similar?limit=12&exclude_group=true`)).json()) as typeof all;
  expect(all.searched).toBe(11);
  expect(others.searched).toBe(10);
});

describe("thumbnails", () => {
  test.each([
    ["image/avif,image/webp,*/*", "image/avif", "heif"],
    ["image/webp", "image/webp", "webp"],
    ["image/avif;q=0, image/*", "image/jpeg", "jpeg"],
    ["*/*", "image/jpeg", "jpeg"],
  ])("for Accept: %s is %s", async (accept, type, format) => {
    const response = await get(`/v1/images/${service.ids[0]}/thumbnail?size=128`, { accept });
    expect(response.headers.get("content-type")).toBe(type);
    expect(response.headers.get("vary")).toContain("Accept");
    const metadata = await sharp(await response.arrayBuffer()).metadata();
    expect(metadata).toMatchObject({ format, width: 96, height: 72 });
    expect(metadata.exif).toBeUndefined();
  });

  test("are not sent again to who has them, and kept for ever under an address that names the content", async () => {
    const path = `/v1/images/${service.ids[0]}/thumbnail`;
    const first = await get(path);
    expect(first.headers.get("cache-control")).toBe("private, no-cache");
    const again = await get(path, { "if-none-match": first.headers.get("etag")! });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    const [image] = await service.ports.store.get([service.ids[0]]);
    const named = await get(`${path}?v=${image!.record.content_hash.slice(0, 16)}`);
    expect(named.headers.get("cache-control")).toContain("immutable");
    const other = await get(`${path}?v=${"0".repeat(16)}`);
    expect(other.headers.get("cache-control")).toBe("private, no-cache");
  });
});

describe("originals", () => {
  test("are the file's bytes, whole or in ranges", async () => {
    const [image] = await service.ports.store.get([service.ids[0]]);
    const bytes = readFileSync(join(service.folder, "archive", image!.record.file));
    const path = `/v1/images/${service.ids[0]}/original`;
    const whole = await get(path);
    expect(whole.headers.get("content-type")).toBe("image/jpeg");
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
    const part = await get(path, { range: "bytes=10-19" });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 10-19/${bytes.length}`);
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true);
    const tail = await get(path, { range: "bytes=-5" });
    expect(Buffer.from(await tail.arrayBuffer()).equals(bytes.subarray(-5))).toBe(true);
    expect((await get(path, { range: `bytes=${bytes.length}-` })).status).toBe(416);
    expect((await get(path, { range: "bytes=10-19", "if-range": '"another"' })).status).toBe(200);
  });

  test("of another content than was indexed, or of an archive that is gone, are refused; nothing says where it lay", async () => {
    const changed = await openServiceWith(() => Promise.resolve(new Uint8Array([1, 2, 3])));
    expect(await changed).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/was changed since it was indexed/),
    });
    const secret = "the folder /srv/secret cannot be read";
    const gone = await openServiceWith(() => Promise.reject(new AppError("archive_unavailable", secret)));
    expect(gone).toMatchObject({ status: 503, code: "archive_unavailable" });
    expect(JSON.stringify(gone)).not.toContain("secret");
  });

  async function openServiceWith(bytes: () => Promise<Uint8Array>) {
    const ports = { ...service.ports, imageSources: { open: () => Promise.resolve({ bytes }) } };
    const app = createSearchApp(ports, { access: "open" });
    return (await app.request(`/v1/images/${service.ids[0]}/original`)).json();
  }
});
