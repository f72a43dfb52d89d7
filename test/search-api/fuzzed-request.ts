import { createRandom } from "@lesion-atlas/phantom";
import sharp from "sharp";

const id = "00000000-0000-4000-8000-000000000000";
const texts = [
  "",
  " ",
  "a",
  "\u0000",
  "\ud800",
  "{}",
  "é̂",
  "🩹",
  "x".repeat(600),
  "'; drop table images; --",
  "../../etc/passwd",
  "%00",
];
const numbers = [0, -0, -1, 1, 1.5, 1e308, -1e308, 1e-320, 2 ** 31, 2 ** 53, NaN, Infinity];
const fields = [
  "text",
  "concepts",
  "image_id",
  "vector",
  "filter",
  "min_presence",
  "min_score",
  "limit",
  "image_ids",
  "classes",
  "prompts",
  "only",
  "write",
  "label",
  "__proto__",
  "constructor",
];
const paths = [
  "/v1/search",
  "/v1/search/image",
  "/v1/classify",
  "/v1/classify/image",
  `/v1/images/${id}`,
  `/v1/images/${id}/similar`,
  `/v1/images/${id}/near-duplicates`,
  "/v1/near-duplicates/image",
  "/v1/concepts/hair/calibration",
  `/v1/images/${id}/thumbnail`,
  `/v1/images/${id}/original`,
  "/v1/facets",
  "/v1/archives",
  "/v1/models",
  "/livez",
  "/openapi.json",
  "/docs",
  "/nowhere",
];
const methods = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"];

type Random = ReturnType<typeof createRandom>;

/** The nth malformed request of a seed: nonsense in every part that a caller controls. */
export async function fuzzedRequest(seed: number, n: number): Promise<{ path: string; init: RequestInit }> {
  const random = createRandom(seed, `request ${n}`);
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random.next() * values.length)];
  const kind = random.next();
  if (kind < 0.2) return imageRequest(random, pick);
  if (kind < 0.4) return addressRequest(random, pick);
  const path = pick(["/v1/search", "/v1/search", "/v1/classify", "/v1/concepts/hair/calibration"]);
  const body = kind < 0.5 ? brokenJson(random, pick) : JSON.stringify(nonsense(random, pick, 0));
  const type = pick([
    "application/json",
    "application/json",
    "application/json",
    "text/plain",
    "application/json; charset=utf-16",
    "",
  ]);
  return { path, init: { method: "POST", body, headers: type === "" ? {} : { "content-type": type } } };
}

type Pick = <Value>(values: readonly Value[]) => Value;

function nonsense(random: Random, pick: Pick, depth: number): unknown {
  const kind = random.next();
  if (depth > 0 && kind < 0.3) return pick(texts);
  if (depth > 0 && kind < 0.5) return pick(numbers);
  if (depth > 0 && kind < 0.6) return pick([null, true, false, id, []]);
  if (depth > 0 && kind < 0.7) return Array.from({ length: pick([0, 1, 3, 24, 512]) }, () => pick(numbers));
  if (depth > 5) return {};
  const names = [...fields, "must", "should", "must_not", "key", "match", "range", "has_id", "name", "weight", "value"];
  const length = 1 + Math.floor(random.next() * 4);
  return Object.fromEntries(Array.from({ length }, () => [pick(names), nonsense(random, pick, depth + 1)]));
}

function brokenJson(random: Random, pick: Pick): string {
  const text = JSON.stringify(nonsense(random, pick, 0));
  const cut = Math.floor(random.next() * text.length);
  return pick([
    text.slice(0, cut),
    text.slice(0, cut) + pick(texts) + text.slice(cut),
    "[".repeat(20_000),
    `{"filter":${'{"must":'.repeat(3000)}`,
    "",
  ]);
}

function addressRequest(random: Random, pick: Pick): { path: string; init: RequestInit } {
  const odd = ["%", "%zz", "..%2f..%2f", "%00", "a".repeat(3000), "🩹", "?", ";"];
  const base =
    random.next() < 0.3 ? `/v1/images/${encodeURIComponent(pick(texts).toWellFormed())}${pick(odd)}` : pick(paths);
  const names = ["fields", "filter", "limit", "size", "v", "min_score", "same_archive", "exclude_group"];
  const query = new URLSearchParams();
  while (random.next() < 0.6) query.append(pick(names), random.next() < 0.5 ? pick(texts) : String(pick(numbers)));
  const range = pick([
    "bytes=0-",
    "bytes=-1",
    "bytes=9-1",
    "bytes=x",
    "lines=1-2",
    "bytes=0-1,3-4",
    `bytes=${"9".repeat(400)}-`,
  ]);
  const headers = {
    range,
    accept: pick(["*/*", "image/avif", "nonsense", ",;q=,,"]),
    "if-none-match": pick(["*", '"x"', "W/"]),
  };
  return {
    path: `${base.startsWith("/") ? base : "/"}${query.size > 0 ? `?${query}` : ""}`,
    init: { method: pick(methods), headers },
  };
}

async function imageRequest(random: Random, pick: Pick): Promise<{ path: string; init: RequestInit }> {
  const side = 1 + Math.floor(random.next() * 300);
  const drawn = sharp({
    create: { width: side, height: 1 + (side % 97), channels: 3, background: { r: side % 255, g: 90, b: 70 } },
  });
  const format = pick(["jpeg", "png", "webp", "gif", "tiff"] as const);
  const bytes = new Uint8Array(await drawn.toFormat(format).toBuffer());
  const damage = random.next();
  if (damage < 0.5)
    for (let i = 0; i < 8; i += 1) bytes[Math.floor(random.next() * bytes.length)] = Math.floor(random.next() * 256);
  const cut = damage < 0.25 ? bytes.slice(0, Math.floor(random.next() * bytes.length)) : bytes;
  const form = new FormData();
  form.set(pick(["image", "image", "image", "picture"]), new File([cut], pick(["a.jpg", "../../a", ""])));
  if (random.next() < 0.5) form.set(pick(["search", "classes"]), JSON.stringify(nonsense(random, pick, 0)));
  return {
    path: pick(["/v1/search/image", "/v1/classify/image", "/v1/near-duplicates/image"]),
    init: { method: "POST", body: form },
  };
}
