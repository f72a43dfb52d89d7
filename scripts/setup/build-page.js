import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./run-command.js";

/** Builds the page into packages/dashboard/dist, where it is missing or a source is newer. */
export function buildPage(root) {
  const folder = join(root, "packages", "dashboard");
  const built = join(folder, "dist", "index.html");
  if (existsSync(built) && statSync(built).mtimeMs >= newestChange(folder)) return;
  console.error("lesion atlas: building the page (vite build)");
  const node24 = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  const vite = join(root, "node_modules", "vite", "bin", "vite.js");
  const node = existsSync(node24) ? node24 : process.execPath;
  if (!runCommand(node, [vite, "build", "--logLevel", "warn"], { cwd: folder })) {
    console.error(
      "lesion atlas: the page could not be built; see the message above. Everything else works without it.",
    );
  }
}

/** When a source of the page or its settings last changed, in milliseconds since 1970. */
function newestChange(folder) {
  const sources = readdirSync(join(folder, "src"), { withFileTypes: true, recursive: true });
  const files = sources.map(({ parentPath, path, name }) => join(parentPath ?? path, name));
  files.push(join(folder, "package.json"), join(folder, "vite.config.ts"));
  return Math.max(...files.map((file) => statSync(file).mtimeMs));
}
