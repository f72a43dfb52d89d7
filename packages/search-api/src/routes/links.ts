import type { Hit, SearchAnswer } from "@lesion-atlas/analysis";
import type { ImageRecord } from "@lesion-atlas/core";
import type { Context } from "hono";
import type { AppEnv } from "../app/app-env.ts";
import { mountPoint } from "../app/mount-point.ts";
import type { ApiAnswer, ApiHit } from "../schemas/image-schemas.ts";

/** The path under which the app is mounted, found in the request's own; empty at the root. */
export function mountPath(c: Context<AppEnv>): string {
  return mountPoint(c.req.path, "/v1/");
}

/** Both name the content, so that a browser may keep the picture for ever. */
export function imageLinks(c: Context<AppEnv>, { id, content_hash }: Pick<ImageRecord, "id" | "content_hash">) {
  const image = `${mountPath(c)}/v1/images/${id}`;
  const version = content_hash.slice(0, 16);
  return {
    thumbnail_url: `${image}/thumbnail?size=256&v=${version}`,
    original_url: `${image}/original?v=${version}`,
  };
}

/** An answer as it is sent: hits with the addresses of their pictures. Its steps go into `Server-Timing`. */
export function shownAnswer(c: Context<AppEnv>, answer: SearchAnswer): ApiAnswer {
  const { encode, search } = answer.timings_ms;
  const timings = c.get("timings");
  timings.add("encode", encode);
  timings.add("search", search);
  return { ...answer, hits: answer.hits.map((hit) => linkedHit(c, hit)) };
}

/** A hit without the way to its file on this machine. */
function linkedHit(c: Context<AppEnv>, { path: _path, ...hit }: Hit): ApiHit {
  return { ...hit, thumbnail_url: imageLinks(c, hit.record).thumbnail_url };
}
