import { spawnSync } from "node:child_process";
import { findOnPath } from "../find-on-path.ts";

/** What Docker starts: the newest server of 1.18, the oldest minor version that the adapter works with. */
export const qdrantImage = "qdrant/qdrant:v1.18.3";

/** A server of somebody else, a program or a Docker to start one with, or a sentence that says what to do. */
export type QdrantSource = { url: string } | { command: string } | { docker: string } | { missing: string };

let found: QdrantSource | undefined;

/** Where the tests' Qdrant comes from, in this order: `LESION_QDRANT_URL`, `qdrant` on the PATH, Docker. Looked for once. */
export function findQdrant(): QdrantSource {
  return (found ??= lookForQdrant());
}

function lookForQdrant(): QdrantSource {
  const url = process.env.LESION_QDRANT_URL;
  if (url) return { url };
  const command = findOnPath("qdrant");
  if (command) return { command };
  const docker = findOnPath("docker");
  if (docker && spawnSync(docker, ["info"], { stdio: "ignore", timeout: 10_000 }).status === 0) return { docker };
  return {
    missing: "no Qdrant: put `qdrant` 1.18 or newer on the PATH, or start Docker, or set LESION_QDRANT_URL",
  };
}
