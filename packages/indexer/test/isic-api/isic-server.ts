import { type IncomingMessage, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface ServedImage {
  isic_id: string;
  license: string;
  attribution: string;
  bytes: Uint8Array;
  acquisition: Record<string, unknown>;
  clinical: Record<string, unknown>;
}

export interface IsicServer {
  url: string;
  /** Paths asked for, in order. */
  asked: string[];
  /** Called before each answer; returns true when it has answered itself. */
  trouble: (path: string, request: IncomingMessage, response: ServerResponse) => boolean;
}

/** A server with the address layout and the answers of the ISIC Archive's API, on a free port. */
export async function isicServer(
  images: readonly ServedImage[],
  pageSize = 2,
  thumbnailBytes: Uint8Array = new Uint8Array([116]),
): Promise<IsicServer> {
  const state: IsicServer = { url: "", asked: [], trouble: () => false };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", state.url);
    state.asked.push(url.pathname + url.search);
    if (state.trouble(url.pathname, request, response)) return;
    const file = /^\/files\/(.+)\.jpg$/.exec(url.pathname)?.[1];
    const thumbnail = /^\/thumbnails\/(.+)\.jpg$/.exec(url.pathname)?.[1];
    const license = /^\/api\/v2\/zip-download\/license-file\/(.+)\/$/.exec(url.pathname)?.[1];
    if (file) {
      response.end(images.find(({ isic_id }) => isic_id === file)?.bytes);
    } else if (thumbnail) {
      response.end(thumbnailBytes);
    } else if (license) {
      response.end(`text of ${license}`);
    } else if (url.pathname === "/api/v2/images/search/") {
      const start = Number(url.searchParams.get("cursor") ?? 0);
      const query = url.searchParams.get("query") ?? "";
      const found = query === "nothing:at_all" ? [] : images;
      const size = Math.min(pageSize, Number(url.searchParams.get("limit") ?? pageSize));
      const next = new URL(url);
      next.searchParams.set("cursor", String(start + size));
      response.setHeader("content-type", "application/json");
      response.end(
        JSON.stringify({
          count: found.length,
          next: start + size < found.length ? next.href : null,
          previous: null,
          results: found.slice(start, start + size).map((image) => ({
            isic_id: image.isic_id,
            copyright_license: image.license,
            attribution: image.attribution,
            public: true,
            files: {
              full: { url: `${state.url}/files/${image.isic_id}.jpg`, size: image.bytes.length },
              thumbnail_256: { url: `${state.url}/thumbnails/${image.isic_id}.jpg`, size: thumbnailBytes.length },
            },
            metadata: { acquisition: image.acquisition, clinical: image.clinical },
          })),
        }),
      );
    } else {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return state;
}
