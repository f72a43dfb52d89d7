import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What is installed, exactly. */
const requirement = "openapi-python-client==0.29.1";

/** Kept between runs, so that it is installed once. */
const folder = join(tmpdir(), `lesion-test-${requirement.replaceAll(/[^\w.]+/g, "-")}`);
const command = join(folder, "bin", "openapi-python-client");
const interpreter = join(folder, "bin", "python");

/** Whether an earlier run has installed it; costs nothing. */
export function hasPythonClient(): boolean {
  return existsSync(command);
}

/**
 * `openapi-python-client` and a Python that has what its clients need: installed from PyPI into an environment of its
 * own, where that can be done.
 *
 * @returns undefined without Python 3 or without a way to PyPI
 */
export function findPythonClient(): { command: string; python: string } | undefined {
  if (!hasPythonClient() && !install()) return undefined;
  return { command, python: interpreter };
}

function install(): boolean {
  const python = process.env.LESION_TEST_PYTHON ?? "python3";
  const settings = { timeout: 120_000, stdio: "ignore" } as const;
  if (spawnSync(python, ["-m", "venv", "--clear", folder], settings).status !== 0) return false;
  const pip = ["-m", "pip", "install", "--quiet", "--retries", "0", "--timeout", "15", requirement];
  if (spawnSync(interpreter, pip, settings).status === 0) return true;
  rmSync(folder, { recursive: true, force: true });
  return false;
}
