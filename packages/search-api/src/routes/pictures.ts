import { createRoute, z } from "@hono/zod-openapi";
import { imageMediaType } from "@lesion-atlas/core";
import type { Context } from "hono";
import type { AppEnv } from "../app/app-env.ts";
import { callOptions } from "../app/call-options.ts";
import { routeApp } from "../app/route-app.ts";
import { byteRange } from "../images/byte-range.ts";
import { cacheControl, hasVersion } from "../images/conditional.ts";
import { createThumbnails } from "../images/create-thumbnails.ts";
import { type ThumbnailSize, thumbnailFormat, thumbnailSizes } from "../images/make-thumbnail.ts";
import { originalBytes } from "../images/original-bytes.ts";
import type { SearchPorts } from "../ports.ts";
import { commonProblems, conflictProblem, notFoundProblem } from "../problems/problem-responses.ts";
import { imageParamsSchema } from "../schemas/image-schemas.ts";
import { storedImage } from "./stored-vector.ts";

const sizes = thumbnailSizes.map(String) as [string, ...string[]];
const version = z
  .string()
  .regex(/^[0-9a-f]{16,64}$/)
  .optional()
  .openapi({ description: "start of the content hash: the picture may then be kept for ever" });
const picture = (...types: string[]) => ({
  description: "the picture",
  content: Object.fromEntries(types.map((type) => [type, { schema: z.string().openapi({ format: "binary" }) }])),
});
const unchanged = { 304: { description: "the client has it already" } };

const thumbnailRoute = createRoute({
  operationId: "get_thumbnail",
  method: "get",
  path: "/images/{id}/thumbnail",
  tags: ["images"],
  summary: "A small picture, as AVIF, WebP or JPEG by the header Accept",
  request: {
    params: imageParamsSchema,
    query: z.strictObject({ size: z.enum(sizes).optional(), v: version }),
  },
  responses: {
    200: picture("image/avif", "image/webp", "image/jpeg"),
    ...unchanged,
    ...commonProblems,
    ...notFoundProblem,
    ...conflictProblem,
  },
});

const originalRoute = createRoute({
  operationId: "get_original",
  method: "get",
  path: "/images/{id}/original",
  tags: ["images"],
  summary: "The file as it lies in its archive; ranges are served",
  request: { params: imageParamsSchema, query: z.strictObject({ v: version }) },
  responses: {
    200: picture("image/*", "application/octet-stream"),
    206: picture("image/*", "application/octet-stream"),
    ...unchanged,
    416: { description: "the range lies behind the file's end" },
    ...commonProblems,
    ...notFoundProblem,
    ...conflictProblem,
  },
});

/** GET /images/{id}/thumbnail and /original. */
export function pictureRoutes(ports: SearchPorts) {
  const thumbnails = createThumbnails(ports);
  return routeApp()
    .openapi(thumbnailRoute, async (c) => {
      const { size = "256", v } = c.req.valid("query");
      const { record } = await storedImage(ports.store, c.req.valid("param").id, callOptions(c));
      const format = thumbnailFormat(c.req.header("accept"));
      const etag = `"${record.content_hash}-${size}-${format}"`;
      const headers = { etag, "cache-control": cacheControl(v, record.content_hash), vary: "Accept" };
      if (hasVersion(c.req.header("if-none-match"), etag)) return c.body(null, 304, headers);
      const bytes = await thumbnails.of(record, Number(size) as ThumbnailSize, format);
      return c.body(bytes.slice().buffer, 200, { ...headers, "content-type": `image/${format}` });
    })
    .openapi(originalRoute, async (c) => {
      const { record } = await storedImage(ports.store, c.req.valid("param").id, callOptions(c));
      const etag = `"${record.content_hash}"`;
      const headers = {
        etag,
        "cache-control": cacheControl(c.req.valid("query").v, record.content_hash),
        "accept-ranges": "bytes",
      };
      if (hasVersion(c.req.header("if-none-match"), etag)) return c.body(null, 304, headers);
      return withRange(c, await originalBytes(ports.imageSources, record, callOptions(c)), headers);
    });
}

/** A range is served of the version that the client has begun with (`If-Range`), else the whole file. */
function withRange(c: Context<AppEnv>, imageBytes: Uint8Array, headers: Record<string, string>): Response {
  const begun = c.req.header("if-range");
  const asked = begun === undefined || begun === headers.etag ? c.req.header("range") : undefined;
  const range = byteRange(asked, imageBytes.length);
  if (range === "unsatisfiable") {
    return c.body(null, 416, { ...headers, "content-range": `bytes */${imageBytes.length}` });
  }
  const mediaType = imageMediaType(imageBytes);
  const all = {
    ...headers,
    "content-type": mediaType ?? "application/octet-stream",
    ...(mediaType === undefined ? { "content-disposition": "attachment" } : {}),
  };
  if (!range) return c.body(imageBytes.slice().buffer, 200, all);
  const { first, last } = range;
  return c.body(imageBytes.slice(first, last + 1).buffer, 206, {
    ...all,
    "content-range": `bytes ${first}-${last}/${imageBytes.length}`,
  });
}
