import { spawnSync } from "node:child_process";
import { findOnPath, runCommand } from "./run-command.js";

export const redisImage = "redis:8.2-alpine";

/** How each package manager installs Redis without asking. */
const packageManagers = [
  ["apt-get", ["install", "-y", "--no-install-recommends", "redis-server"], ["update"]],
  ["dnf", ["install", "-y", "redis"]],
  ["apk", ["add", "redis"]],
  ["pacman", ["-Sy", "--noconfirm", "redis"]],
  ["zypper", ["--non-interactive", "install", "redis"]],
];

/**
 * Where the tests' Redis comes from, in this order: `LESION_REDIS_URL`, `redis-server` on the PATH, the system's
 * package manager when root, Docker.
 *
 * @returns `{ url }`, `{ command }`, `{ docker }` or `{ missing: sentence }`
 */
export function findRedis({ install }) {
  if (process.env.LESION_REDIS_URL) return { url: process.env.LESION_REDIS_URL };
  const present = findOnPath("redis-server");
  if (present) return { command: present };
  if (install && process.getuid?.() === 0) {
    const manager = packageManagers.find(([name]) => findOnPath(name));
    if (manager) {
      const [name, args, refresh] = manager;
      console.error(`lesion atlas: installing redis-server with ${name} (the tests need one)`);
      const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
      const quiet = { env, stdio: ["ignore", "ignore", "inherit"] };
      if (refresh) runCommand(name, refresh, quiet);
      if (runCommand(name, args, quiet)) {
        const installed = findOnPath("redis-server");
        if (installed) return { command: installed };
      }
    }
  }
  const docker = findOnPath("docker");
  if (docker && spawnSync(docker, ["info"], { stdio: "ignore", timeout: 10_000 }).status === 0) return { docker };
  return {
    missing:
      "no Redis: set LESION_REDIS_URL, or install redis-server (as root `npm test` does so itself), or start Docker; " +
      "tests that need it are skipped by name",
  };
}
