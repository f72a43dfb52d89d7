import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { lesionScript } from "../lesion-command.ts";

/** What a process says of itself. */
export interface ProcessLook {
  /** How late timers of 1 ms came since the last look, that millisecond included. */
  delayMs: { p99: number; longest: number };
  /** Bytes. */
  memory: NodeJS.MemoryUsage;
}

/** `lesion serve` in a process of its own. */
export interface ServedProcess {
  url: string;
  pid: number;
  /** @param options.collect frees what can be freed first */
  look(options?: { collect?: boolean }): Promise<ProcessLook>;
  /** As Ctrl-C; waits for the end. */
  stop(): Promise<void>;
}

const watcher = fileURLToPath(new URL("./watch-process.ts", import.meta.url));

/**
 * Starts the real command on any free port, without a limit of requests.
 *
 * @param home LESION_HOME
 * @throws Error with what it said when it ends before it serves
 */
export async function startServed({
  home,
  store,
  model,
  env = {},
}: {
  home: string;
  store: string;
  model: string;
  env?: Record<string, string>;
}): Promise<ServedProcess> {
  const words = ["serve", "--port", "0", "--rate-limit", "0", "--json", "--store", store, "--model", model];
  const inherited = Object.entries(process.env).filter(([name]) => !/^(LESION|OTEL)_/.test(name));
  const child = spawn(process.execPath, ["--expose-gc", "--import", watcher, lesionScript, ...words], {
    env: { ...Object.fromEntries(inherited), LESION_HOME: home, ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const ended = once(child, "exit");
  const url = await servingUrl(child);
  return {
    url,
    pid: child.pid!,
    async look({ collect = false } = {}) {
      child.send({ collect });
      const [answer] = (await once(child, "message")) as [ProcessLook];
      return answer;
    },
    async stop() {
      child.kill("SIGINT");
      await ended;
    },
  };
}

function servingUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let written = "";
    const read = (text: string) => {
      written += text;
      const url = /"url":"([^"]+)"/.exec(written)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout!.setEncoding("utf8").on("data", read);
    child.stderr!.setEncoding("utf8").on("data", read);
    child.once("exit", (code) => reject(new Error(`lesion serve ended with ${code}: ${written}`)));
  });
}
