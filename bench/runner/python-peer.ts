import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PythonPeer } from "../bench.ts";
import { benchFolder } from "./paths.ts";

const environmentFolder = join(benchFolder, ".venv");
const requirements = join(benchFolder, "requirements.txt");
const interpreter = join(
  environmentFolder,
  ...(process.platform === "win32" ? ["Scripts", "python.exe"] : ["bin", "python"]),
);

/** Versions of the peers, where there are any. */
export type PeerVersions = { numpy?: string; pillow?: string };

/**
 * The Python of `bench/.venv`, made when it is missing or `requirements.txt` is another one than it was made from.
 *
 * @param threads what numpy may use
 */
export function preparePython(
  threads: number,
  progress: (line: string) => void,
): PythonPeer & { versions: PeerVersions } {
  try {
    makeEnvironment(progress);
    const versions = JSON.parse(
      execFileSync(
        interpreter,
        ["-c", "import json, numpy, PIL; print(json.dumps({'numpy': numpy.__version__, 'pillow': PIL.__version__}))"],
        { encoding: "utf8" },
      ),
    ) as PeerVersions;
    const count = String(threads);
    const env = { OMP_NUM_THREADS: count, OPENBLAS_NUM_THREADS: count, MKL_NUM_THREADS: count };
    return {
      versions,
      process: (script, ...args) => ({ command: interpreter, args: [join(benchFolder, script), ...args], env }),
    };
  } catch (thrown) {
    return { skipped: `no Python peer: ${reasonOf(thrown)}`, versions: {} };
  }
}

function makeEnvironment(progress: (line: string) => void): void {
  const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  const stamp = join(environmentFolder, "requirements.sha256");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  progress("making bench/.venv from bench/requirements.txt");
  rmSync(environmentFolder, { recursive: true, force: true });
  execFileSync(findPython(), ["-m", "venv", environmentFolder], { stdio: "pipe" });
  const install = ["-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:", "-r", requirements];
  execFileSync(interpreter, install, { stdio: "pipe" });
  writeFileSync(stamp, digest);
}

function findPython(): string {
  const isNewEnough = "import sys; sys.exit(sys.version_info < (3, 11))";
  for (const name of ["python3", "python"]) {
    try {
      execFileSync(name, ["-c", isNewEnough], { stdio: "pipe" });
      return name;
    } catch {
      continue;
    }
  }
  throw new Error("python3 of 3.11 or newer is not on the PATH");
}

function reasonOf(thrown: unknown): string {
  const { stderr, message } = thrown as { stderr?: Buffer | string; message: string };
  const said = String(stderr ?? "")
    .trimEnd()
    .split("\n")
    .at(-1);
  return said || message;
}
