import { AppError, type CallOptions } from "@lesion-atlas/core";
import { type ApiPage, apiPageSchema } from "./api-image.ts";
import { type RequestOptions, politeRequest } from "./polite-request.ts";

/** What is asked of the ISIC Archive. */
export interface IsicQuery {
  /** In the archive's query language, `diagnosis_3:Melanoma* AND sex:male`; empty for every image. */
  query: string;
  /** Numbers of collections; empty for all. */
  collections: readonly number[];
}

export interface IsicClient {
  /** The address of a query's first page. */
  firstPage(query: IsicQuery, pageSize: number): string;
  page(url: string, options?: CallOptions): Promise<ApiPage>;
  /** @throws AppError `archive_unavailable` when what comes is not `size` bytes long, after retries */
  image(url: string, size: number, options?: CallOptions): Promise<Uint8Array>;
  /** The text of a licence such as `CC-0`. */
  license(name: string, options?: CallOptions): Promise<string>;
}

/** @param baseUrl the archive's address without a path, `https://api.isic-archive.com` */
export function createIsicClient(baseUrl: string, retry: Omit<RequestOptions, "signal"> = {}): IsicClient {
  const api = new URL("/api/v2/", baseUrl);
  const rest = { untilMs: 0 };
  return {
    firstPage({ query, collections }, pageSize) {
      const url = new URL("images/search/", api);
      url.searchParams.set("query", query);
      url.searchParams.set("collections", collections.join(","));
      url.searchParams.set("limit", String(pageSize));
      return url.href;
    },
    page(url, options) {
      checkOrigin(url, api);
      return politeRequest(url, async (response) => parsePage(parseJson(await response.text())), {
        ...retry,
        rest,
        ...options,
      });
    },
    image: (url, size, options) =>
      politeRequest(
        url,
        async (response) => {
          const bytes = new Uint8Array(await response.arrayBuffer());
          if (bytes.length === size) return bytes;
          throw new AppError("archive_unavailable", `${bytes.length} bytes came where ${size} were announced`);
        },
        { ...retry, rest, ...options },
      ),
    license: (name, options) =>
      politeRequest(
        new URL(`zip-download/license-file/${encodeURIComponent(name)}/`, api).href,
        (response) => response.text(),
        { ...retry, rest, ...options },
      ),
  };
}

/** A cursor is followed on the archive's own host only. */
function checkOrigin(url: string, api: URL): void {
  if (new URL(url).origin === api.origin) return;
  throw new AppError("invalid_input", `the archive at ${api.origin} sent a next page at another address: ${url}`);
}

/** Numbers with a point stay as they are written, so that 3.0 millimetres do not become 3 in the table. */
function parseJson(text: string): unknown {
  return JSON.parse(text, (_, value: unknown, context?: { source?: string }) =>
    typeof value === "number" && context?.source?.includes(".") ? context.source : value,
  );
}

function parsePage(answer: unknown): ApiPage {
  const page = apiPageSchema.safeParse(answer);
  if (page.success) return page.data;
  const [issue] = page.error.issues;
  throw new AppError(
    "invalid_input",
    `the archive's answer has another shape than we know (${issue.path.join(".")}: ${issue.message}); ` +
      "check the address, or update Lesion Atlas",
  );
}
