import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./run-command.js";

/**
 * `npm ci`, once for each lock file: a stamp in node_modules remembers the SHA-256 of the one that is installed.
 * onnxruntime-node's own install script would fetch CUDA libraries; the CPU binaries are inside the package.
 */
export function installPackages(root) {
  const digest = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const stamp = join(root, "node_modules", ".lesion-atlas-lock-sha256");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  console.error("lesion atlas: installing the packages of package-lock.json (npm ci)");
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith(".js") ? [process.execPath, [npm, "ci"]] : ["npm", ["ci"]];
  const installed = runCommand(command, [...args, "--loglevel=error"], {
    cwd: root,
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" },
    shell: process.platform === "win32" && command === "npm",
  });
  if (!installed) {
    console.error("lesion atlas: npm ci failed; see its message above. Nothing else was changed.");
    process.exit(1);
  }
  writeFileSync(stamp, digest);
}
