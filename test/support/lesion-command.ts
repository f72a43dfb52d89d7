import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The script that a user starts. */
export const lesionScript = fileURLToPath(new URL("../../packages/cli/bin/lesion.js", import.meta.url));

/** How a `lesion` command ended. */
export interface LesionRun {
  code: number | null;
  stdout: string;
  stderr: string;
  /** Stdout as one JSON value. */
  json<Answer = unknown>(): Answer;
  /** Stdout as one JSON value a line. */
  events<Event = { event: string }>(): Event[];
}

export interface LesionOptions {
  /** LESION_HOME. */
  home: string;
  env?: Record<string, string>;
  nodeArguments?: readonly string[];
  /** `lesionScript` unless given. */
  script?: string;
  cwd?: string;
  /** Called with the process and what it has written so far, whenever it writes. */
  onOutput?: (child: ChildProcess, written: { stdout: string; stderr: string }) => void;
}

/** Runs the real command in a process of its own, with an environment that knows nothing of the person who tests. */
export function runLesion(words: readonly string[], options: LesionOptions): Promise<LesionRun> {
  const { home, env = {}, nodeArguments = [], script = lesionScript, cwd, onOutput } = options;
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("LESION_"));
  const child = spawn(process.execPath, [...nodeArguments, script, ...words], {
    cwd,
    env: { ...Object.fromEntries(inherited), LESION_HOME: home, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const written = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
      onOutput?.(child, written);
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) =>
      resolve({
        code,
        ...written,
        json: () => JSON.parse(written.stdout),
        events: () =>
          written.stdout
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line)),
      }),
    );
  });
}
