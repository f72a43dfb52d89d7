import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redisImage } from "./find-redis.js";

/**
 * Starts a Redis on a free port of 127.0.0.1 with an append-only file in a temporary folder.
 *
 * @param source what `findRedis` gave
 * @returns `{ url, stop }`, or undefined where there is none
 * @throws Error when it does not start, with what to do
 */
export async function startRedis(source) {
  if (source.url) return { url: source.url, stop: async () => {} };
  if (source.missing) return undefined;
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "lesion-redis-"));
  const settings = ["--save", "", "--appendonly", "yes", "--maxmemory-policy", "noeviction"];
  const child = source.command
    ? spawn(source.command, ["--bind", "127.0.0.1", "--port", String(port), "--dir", folder, ...settings], {
        stdio: "ignore",
      })
    : spawn(
        source.docker,
        [
          "run",
          "--rm",
          "--name",
          `lesion-redis-${port}`,
          "-p",
          `127.0.0.1:${port}:6379`,
          redisImage,
          "redis-server",
          ...settings,
        ],
        { stdio: "ignore" },
      );
  let failed = false;
  child.once("error", () => (failed = true));
  const stop = async () => {
    if (source.docker) spawnSync(source.docker, ["stop", "-t", "1", `lesion-redis-${port}`], { stdio: "ignore" });
    else if (!failed && child.exitCode === null) {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  };
  const deadline = Date.now() + (source.docker ? 120_000 : 10_000);
  while (!(await answersPing(port))) {
    if (Date.now() > deadline || failed || child.exitCode !== null) {
      await stop();
      throw new Error(`${source.command ?? redisImage} does not start: set LESION_REDIS_URL to a Redis that runs`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url: `redis://127.0.0.1:${port}`, stop };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function answersPing(port) {
  return new Promise((resolve) => {
    const socket = createConnection(port, "127.0.0.1", () => socket.write("PING\r\n"));
    const answer = (ok) => {
      socket.destroy();
      resolve(ok);
    };
    socket.once("data", (bytes) => answer(bytes.toString().startsWith("+PONG")));
    socket.once("error", () => answer(false));
    socket.setTimeout(1000, () => answer(false));
  });
}
