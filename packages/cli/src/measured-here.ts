import { cpus } from "node:os";

/** A measured speed with the machine and the time it is of. */
export async function withMachine<Speed extends object>(speed: Speed) {
  const { physicalCores } = await import("@lesion-atlas/compute");
  return {
    ...speed,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    threads: physicalCores(),
    measured_at: new Date().toISOString(),
  };
}
