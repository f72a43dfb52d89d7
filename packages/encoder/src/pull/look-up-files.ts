import { AppError, type CallOptions } from "@lesion-atlas/core";
import type { HubFile, HubSource } from "../registry/manifest-schema.ts";
import { asHubError, hubFailure } from "./hub-failure.ts";
import { type HubFacts, hubRequest } from "./hub-request.ts";
import { type RetryOptions, withRetries } from "./with-retries.ts";

/** One server that has the hub's addresses, and who is asking. */
export interface Hub {
  /** `https://huggingface.co`, or a mirror of it. */
  readonly endpoint: string;
  readonly token?: string;
}

/** A file as a hub has it. */
export interface FoundFile {
  readonly name: string;
  readonly url: string;
  /** Where the hub says. */
  readonly bytes?: number;
  /** SHA-256, hex, where the hub says: of files in large-file storage. */
  readonly sha256?: string;
  /** The commit that the revision stands for, where the hub says. */
  readonly commit?: string;
}

export interface LookUpOptions extends CallOptions {
  retry?: RetryOptions;
}

/** The address of a file's bytes. */
export function resolveUrl(endpoint: string, repository: string, revision: string, name: string): string {
  const base = endpoint.replace(/\/+$/, "");
  return `${base}/${repository}/resolve/${encodeURIComponent(revision)}/${encodeURIComponent(name)}`;
}

/**
 * Asks a hub for each file's size, without its bytes. A branch is asked once: the commit it gives is where the others
 * are looked for, so that all are of one.
 *
 * @returns without the optional ones that it does not have
 * @throws AppError `not_found` for a file that is needed; `invalid_input`, `archive_unavailable`, `cancelled`
 */
export async function lookUpFiles(
  hub: Hub,
  { repository, files }: Pick<HubSource, "repository" | "files">,
  revision: string,
  options: LookUpOptions = {},
): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  let at = revision;
  for (const file of [...files].sort((left, right) => Number(left.optional) - Number(right.optional))) {
    const url = resolveUrl(hub.endpoint, repository, at, file.name);
    const facts = await lookUp(hub, url, file, options);
    if (!facts) continue;
    at = facts.commit ?? at;
    found.push({ name: file.name, ...facts, url: resolveUrl(hub.endpoint, repository, at, file.name) });
  }
  return found;
}

async function lookUp(
  { token }: Hub,
  url: string,
  { optional }: HubFile,
  { retry = {}, signal }: LookUpOptions,
): Promise<HubFacts | undefined> {
  const ask = async (): Promise<HubFacts> => {
    try {
      const { response, facts } = await hubRequest(url, { method: "HEAD", ownHostOnly: true, token, signal });
      await response.body?.cancel();
      const { status } = response;
      const isElsewhere = status >= 300 && status < 400;
      if (isElsewhere || status === 405 || status === 501) return facts;
      if (!response.ok) throw await hubFailure(url, response, { signal });
      const length = response.headers.get("content-length");
      return length === null || facts.bytes !== undefined ? facts : { ...facts, bytes: Number(length) };
    } catch (thrown) {
      throw asHubError(thrown, url, { signal });
    }
  };
  try {
    return await withRetries(ask, { ...retry, signal });
  } catch (thrown) {
    if (optional && thrown instanceof AppError && thrown.code === "not_found") return undefined;
    throw thrown;
  }
}
