import { readFileSync, readdirSync } from "node:fs";
import { availableParallelism } from "node:os";

const topologyFolder = "/sys/devices/system/cpu";

/**
 * Physical cores that this process may use: two hyperthreads of one core share its arithmetic units, so more threads
 * than this make dense algebra slower. Where the system does not tell (not Linux), every logical processor counts.
 */
export function physicalCores(): number {
  const logical = availableParallelism();
  return Math.max(1, Math.min(logical, coresOfTopology() ?? logical));
}

function coresOfTopology(): number | undefined {
  try {
    const cores = readdirSync(topologyFolder)
      .filter((name) => /^cpu\d+$/.test(name))
      .map((name) => readFileSync(`${topologyFolder}/${name}/topology/thread_siblings_list`, "utf8"));
    return cores.length === 0 ? undefined : new Set(cores).size;
  } catch {
    return undefined;
  }
}
