/** `npm test [-- VITEST ARGUMENTS]`: Redis for those tests that need it, then every test, then what was skipped. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findRedis } from "./setup/find-redis.js";
import { installChromium } from "./setup/install-chromium.js";
import { startRedis } from "./setup/start-redis.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = findRedis({ install: true });
if (source.missing) console.error(`lesion atlas: ${source.missing}`);
const redis = await startRedis(source).catch((error) => {
  console.error(`lesion atlas: ${error.message}; tests that need it are skipped by name`);
});

installChromium();

const bin = join(root, "node_modules", ".bin");
const node24 = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const vitest = spawn(
  existsSync(node24) ? node24 : process.execPath,
  [join(root, "node_modules", "vitest", "vitest.mjs"), "run", ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      PATH: bin + delimiter + process.env.PATH,
      ...(redis ? { LESION_REDIS_URL: redis.url } : {}),
    },
  },
);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => vitest.kill(signal));
const status = await new Promise((resolve) => vitest.once("exit", (code) => resolve(code ?? 1)));
await redis?.stop();
process.exit(status);
