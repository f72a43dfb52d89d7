import { AppError, type CallOptions } from "@lesion-atlas/core";

/** Hops that a hub makes: to a renamed repository, then to where the bytes lie. */
const redirectsAtMost = 8;

/** What a hub says of a file beside its bytes, in headers of its own host. */
export interface HubFacts {
  /** The commit that a branch stands for. */
  commit?: string;
  /** Bytes of the file, where it lies elsewhere. */
  bytes?: number;
  /** SHA-256, hex, of a file in large-file storage. */
  sha256?: string;
}

export interface HubAnswer {
  /** Of the last hop; its body is not read yet. */
  response: Response;
  facts: HubFacts;
}

export interface HubRequestOptions extends CallOptions {
  method?: "GET" | "HEAD";
  headers?: Readonly<Record<string, string>>;
  /** Sent to the host of `url` and to no other that it redirects to. */
  token?: string;
  /** Stops at a redirect to another host: the addresses that a hub signs for a GET may refuse a HEAD. */
  ownHostOnly?: boolean;
}

/**
 * One request with the redirects that follow from it.
 *
 * @throws AppError `invalid_input` for a redirect that is refused; what `fetch` throws when nobody answers
 */
export async function hubRequest(
  url: string,
  { method = "GET", headers = {}, token, ownHostOnly = false, signal }: HubRequestOptions = {},
): Promise<HubAnswer> {
  const hub = new URL(url);
  let facts: HubFacts = {};
  let place = hub;
  for (let hop = 0; hop <= redirectsAtMost; hop++) {
    const own = place.origin === hub.origin;
    const authorization = own && token !== undefined ? { authorization: `Bearer ${token}` } : {};
    const response = await fetch(place, {
      method,
      redirect: "manual",
      headers: { "accept-encoding": "identity", ...headers, ...authorization },
      signal,
    });
    if (own) facts = { ...factsOf(response.headers), ...facts };
    const location = response.headers.get("location");
    if (![301, 302, 303, 307, 308].includes(response.status) || location === null) return { response, facts };
    await response.body?.cancel();
    place = redirected(place, location);
    if (ownHostOnly && place.origin !== hub.origin) return { response, facts };
  }
  throw new AppError("invalid_input", `${hub.host} redirects more than ${redirectsAtMost} times; check the address`);
}

function redirected(from: URL, location: string): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (to?.protocol === "https:" || (to?.protocol === "http:" && from.protocol === "http:")) return to;
  throw new AppError("invalid_input", `${from.host} redirects to ${location}, which is not followed`);
}

function factsOf(headers: Headers): HubFacts {
  const commit = headers.get("x-repo-commit");
  const bytes = headers.get("x-linked-size");
  const sha256 = /^"?([0-9a-f]{64})"?$/.exec(headers.get("x-linked-etag") ?? "")?.[1];
  return {
    ...(commit !== null && /^[0-9a-f]{40}$/.test(commit) ? { commit } : {}),
    ...(bytes !== null && /^\d+$/.test(bytes) ? { bytes: Number(bytes) } : {}),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
}
