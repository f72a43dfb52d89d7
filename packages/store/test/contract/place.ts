import { fork } from "node:child_process";
import { once } from "node:events";
import type { Catalog, VectorStore } from "@lesion-atlas/core";

/** Where one test's images or documents are kept: empty at first, and reachable from other processes. */
export interface Place<Port extends VectorStore | Catalog> {
  /** Another handle on the same place; the place closes it at the end. */
  open(): Promise<Port>;
  /** How a process of its own opens it: a module that exports `openStore(location)` and `openCatalog(location)`. */
  module: URL;
  location: string;
  /** Closes every handle and removes what is there. */
  dispose(): Promise<void>;
}

/** What another process does with a place; see `child.ts`. */
export interface ChildTask {
  task: string;
  module: string;
  location: string;
  /** Of the task. */
  [argument: string]: string | number;
}

export interface ChildProcess {
  /** The next message that the process sends. */
  next(): Promise<unknown>;
  /** Lets a process that waits for it begin its work. */
  go(): void;
  /** Ends it at once, in the middle of whatever it does (SIGKILL). */
  kill(): Promise<void>;
  /** @throws Error when it ends with another code than 0 */
  ended(): Promise<void>;
}

/** Starts a process that runs one of the tasks in `child.ts`. */
export function startChild(
  place: Place<VectorStore> | Place<Catalog>,
  task: string,
  settings: Record<string, string | number> = {},
): ChildProcess {
  const full: ChildTask = { ...settings, task, module: place.module.href, location: place.location };
  const child = fork(new URL("./child.ts", import.meta.url), [JSON.stringify(full)], { execArgv: [] });
  const messages: unknown[] = [];
  let waiting: (() => void) | undefined;
  child.on("message", (message) => {
    messages.push(message);
    waiting?.();
  });
  const exit = once(child, "exit") as Promise<[number | null, string | null]>;
  void exit.then(() => waiting?.());

  return {
    async next() {
      while (messages.length === 0) {
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the process of "${task}" ended`);
        await new Promise<void>((resolve) => (waiting = resolve));
      }
      return messages.shift();
    },
    go: () => void child.send("go"),
    async kill() {
      child.kill("SIGKILL");
      await exit;
    },
    async ended() {
      const [code, signal] = await exit;
      if (code !== 0) throw new Error(`the process of "${task}" ended with ${code ?? signal}`);
    },
  };
}

/** Starts processes of one task and lets them go together, once each is ready. */
export async function startTogether(
  place: Place<VectorStore> | Place<Catalog>,
  task: string,
  settings: readonly Record<string, string | number>[],
): Promise<ChildProcess[]> {
  const children = settings.map((each) => startChild(place, task, each));
  for (const child of children) await child.next();
  for (const child of children) child.go();
  return children;
}
