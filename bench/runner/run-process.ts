import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import type { BenchProcess } from "../bench.ts";

const keptErrorLines = 12;

/**
 * Runs a process to its end.
 *
 * @returns the figures of its last line on stdout, and `wall_ms`
 * @throws Error with the last lines of stderr when it fails or prints no figures
 */
export async function runProcess({ command, args, env }: BenchProcess): Promise<Record<string, number>> {
  const start = performance.now();
  const child = spawn(command, args, { env: environment(env), stdio: ["ignore", "pipe", "pipe"] });
  const [output, complaints, ending] = await Promise.all([text(child.stdout), text(child.stderr), endOf(child)]);
  const wallMs = performance.now() - start;
  const called = [command, ...args].join(" ");
  if (ending !== 0) {
    const last = complaints.trimEnd().split("\n").slice(-keptErrorLines).join("\n");
    throw new Error(`${called} ended with ${ending}:\n${last}`);
  }
  return { ...figuresOf(output, called), wall_ms: wallMs };
}

function endOf(child: ReturnType<typeof spawn>): Promise<number | string> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? signal ?? "no exit code"));
  });
}

function environment(changes: BenchProcess["env"] = {}): NodeJS.ProcessEnv {
  const all: NodeJS.ProcessEnv = { ...process.env, ...changes };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

function figuresOf(output: string, called: string): Record<string, number> {
  const line = output.trimEnd().split("\n").at(-1) ?? "";
  let figures: unknown;
  try {
    figures = JSON.parse(line);
  } catch {
    throw new Error(`the last line of ${called} is no JSON: ${line}`);
  }
  const isObject = typeof figures === "object" && figures !== null && !Array.isArray(figures);
  if (!isObject || Object.values(figures as object).some((value) => typeof value !== "number")) {
    throw new Error(`the last line of ${called} is no object of numbers: ${line}`);
  }
  return figures as Record<string, number>;
}
