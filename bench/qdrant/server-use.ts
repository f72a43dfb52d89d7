import { readFileSync, readdirSync } from "node:fs";

/** Of a server's process. */
export interface ServerUse {
  /** Processor time since its start, all threads. */
  cpuS: number;
  /** Resident memory that only RAM or swap can hold: heaps, and what is loaded for good. */
  anonymousMib: number;
  /** Resident pages of mapped files, which the system may drop and read again. */
  filesMib: number;
}

/** Linux counts a process's time in these. */
const ticksPerS = 100;

/**
 * What the server that stores in `storage` has used; read from /proc.
 *
 * @param parent id of the process that started it
 * @returns undefined where there is no such process or no /proc
 */
export function serverUse(storage: string, parent = process.pid): ServerUse | undefined {
  const pid = childWith(parent, `QDRANT__STORAGE__STORAGE_PATH=${storage}`);
  if (!pid) return undefined;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mib = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+) kB$`, "m").exec(status)?.[1] ?? 0) / 1024;
  const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
  const [userTicks, systemTicks] = [Number(afterName[11]), Number(afterName[12])];
  return { cpuS: (userTicks + systemTicks) / ticksPerS, anonymousMib: mib("RssAnon"), filesMib: mib("RssFile") };
}

function childWith(parent: number, variable: string): string | undefined {
  try {
    const threads = readdirSync(`/proc/${parent}/task`);
    const children = threads.flatMap((thread) =>
      readFileSync(`/proc/${parent}/task/${thread}/children`, "utf8").trim().split(" ").filter(Boolean),
    );
    return children.find((pid) => readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(variable));
  } catch {
    return undefined;
  }
}
