import { findQdrant } from "./find-qdrant.ts";
import { startQdrantContainer } from "./qdrant-container.ts";
import { startQdrantProcess } from "./qdrant-process.ts";

/** A real Qdrant, reached over HTTP. */
export interface QdrantServer {
  readonly url: string;
  /** Ends a server of the tests and removes its folder; one of `LESION_QDRANT_URL` goes on. */
  stop(): Promise<void>;
}

/** A server of the tests' own, which they may harm. */
export interface OwnQdrant extends QdrantServer {
  /** SIGKILL, in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Starts a killed server again, in the same folder and on the same port, and waits until it answers. */
  restart(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing is answered until `resume`. */
  pause(): Promise<void>;
  resume(): Promise<void>;
}

export interface OwnQdrantOptions {
  /** Beside the defaults, by the names of Qdrant's environment: `QDRANT__SERVICE__API_KEY`. */
  settings?: Readonly<Record<string, string>>;
}

/**
 * The server for tests that only use one. Others may use it at the same time, or before: collections need a prefix of
 * their own, and whoever makes them removes them.
 *
 * @throws Error that says what to do, where there is none (a test that `needsQdrant` is skipped then) or it does not start
 */
export async function startQdrant(): Promise<QdrantServer> {
  const source = findQdrant();
  return "url" in source ? { url: source.url, stop: async () => {} } : startOwnQdrant();
}

/**
 * A server of its own for tests that harm it, on free ports of 127.0.0.1, empty, in a temporary folder.
 *
 * @throws Error that says what to do, where none can be started (a test that `needsOwnQdrant` is skipped then)
 */
export async function startOwnQdrant({ settings = {} }: OwnQdrantOptions = {}): Promise<OwnQdrant> {
  const source = findQdrant();
  if ("command" in source) return startQdrantProcess(source.command, settings);
  if ("docker" in source) return startQdrantContainer(source.docker, settings);
  throw new Error(
    "missing" in source ? source.missing : `${source.url} is not the tests' own: unset LESION_QDRANT_URL`,
  );
}
