import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { StorePlace } from "./store-place.ts";

/** What a worker's process is told. */
export interface WorkerSetting {
  redis: string;
  prefix: string;
  store: StorePlace;
  roles: ("plan" | "index")[];
  /** Milliseconds a batch. */
  encodeMs: number;
  lockMs: number;
  /** Milliseconds that its end may take. 10,000 unless given. */
  graceMs?: number;
}

/** One line of a worker's log. */
export interface LogLine {
  level: "info" | "warn";
  message: string;
  code?: string;
}

/** A worker in a process of its own, to be harmed. */
export interface WorkerProcess {
  readonly child: ChildProcess;
  /** Everything it said so far. */
  readonly log: LogLine[];
  /** Resolves when it has said a line that fits. */
  says(fits: (line: LogLine) => boolean): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM. @returns its exit code */
  end(): Promise<number | null>;
}

const program = fileURLToPath(new URL("../fixtures/worker-process.ts", import.meta.url));

export function startWorker(setting: WorkerSetting): WorkerProcess {
  const child = spawn(process.execPath, [program, JSON.stringify(setting)], { stdio: ["ignore", "pipe", "ignore"] });
  const exited = once(child, "exit");
  const log: LogLine[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    log.push(JSON.parse(line) as LogLine);
    for (const look of waiting) look();
  });
  return {
    child,
    log,
    async says(fits) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const look = () => log.some(fits) && resolve();
      waiting.add(look);
      look();
      await Promise.race([
        promise,
        exited.then(() => Promise.reject(new Error("the worker ended before it said that"))),
      ]);
      waiting.delete(look);
    },
    async kill() {
      if (child.exitCode !== null) return;
      child.kill("SIGKILL");
      await exited;
    },
    async end() {
      child.kill("SIGTERM");
      return ((await exited) as [number | null])[0];
    },
  };
}
