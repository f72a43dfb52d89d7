#!/usr/bin/env node
/** Starts `lesion` under a Node that runs its TypeScript: this one when it is new enough, else the repository's own. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module, { createRequire } from "node:module";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const oldest = [24, 15];
const [major, minor] = process.versions.node.split(".").map(Number);

if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) {
  // Stripped and compiled once: it halves the time of a short command.
  module.enableCompileCache?.();
  const { main } = await import("../src/main.ts");
  await main(process.argv.slice(2));
} else {
  const node = newerNode();
  if (node) runWith(node);
  else {
    process.stderr.write(
      `lesion: Node ${process.versions.node} is too old: install Node ${oldest.join(".")} or newer, ` +
        "or run npm ci in the repository, which brings its own.\n",
    );
    process.exitCode = 1;
  }
}

/** The binary of the `node` dev dependency, where it is installed. */
function newerNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve("node/package.json"));
    const binary = join(folder, "bin", process.platform === "win32" ? "node.exe" : "node");
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

/** The signals that this process gets go to the other one, whose exit code becomes its own. */
function runWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("error", (error) => {
    process.stderr.write(`lesion: ${node} does not start: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.once("exit", (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}
