import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findOnPath } from "../find-on-path.ts";
import { freePorts } from "../free-ports.ts";

/** A Redis of the tests' own, which they may harm. */
export interface OwnRedis {
  readonly url: string;
  /** SIGKILL, in the middle of whatever it does. */
  kill(): Promise<void>;
  /** Starts a killed server again, on its append-only file, and waits until it has read it. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

const command = findOnPath("redis-server");

/** Whether such a server can be started here. */
export const hasOwnRedis = command !== undefined;
/** Appended to the name of a test that harms its Redis. */
export const needsOwnRedis = hasOwnRedis ? "" : " (skipped: no redis-server)";

/**
 * Starts one on a free port of 127.0.0.1 with an append-only file in a temporary folder.
 *
 * @param options.settings beside these, by the names of redis.conf; one of several words is a list
 * @throws Error when there is no `redis-server` or it ends at once
 */
export async function startOwnRedis({
  settings = {},
}: { settings?: Readonly<Record<string, string | string[]>> } = {}): Promise<OwnRedis> {
  if (command === undefined) throw new Error("no redis-server on the PATH");
  const [port] = await freePorts(1);
  const folder = mkdtempSync(join(tmpdir(), "lesion-redis-"));
  const all = {
    bind: "127.0.0.1",
    port: String(port),
    dir: folder,
    save: "",
    appendonly: "yes",
    "maxmemory-policy": "noeviction",
    ...settings,
  };
  let child: ChildProcess | undefined;
  const killNow = () => child?.kill("SIGKILL");
  process.once("exit", killNow);

  async function kill(): Promise<void> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    killNow();
    await ended;
  }

  async function restart(): Promise<void> {
    const words = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value].flat());
    child = spawn(command!, words, { stdio: "ignore" });
    while (!(await answersPing(port))) {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
      await sleep(20);
    }
  }

  await restart();
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart,
    async stop() {
      await kill();
      process.removeListener("exit", killNow);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A server that still reads its file answers LOADING. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const answer = (isReady: boolean) => {
      socket.destroy();
      resolve(isReady);
    };
    socket.once("data", (bytes) => answer(bytes.toString().startsWith("+PONG")));
    socket.once("error", () => answer(false));
  });
}
