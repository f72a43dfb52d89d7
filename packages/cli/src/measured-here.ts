import { availableParallelism, cpus } from "node:os";
import type { Device } from "@lesion-atlas/core";
import type { Measurements, RecordedTuning } from "@lesion-atlas/encoder";

/** A measured speed with the machine and the time it is of. */
export async function withMachine<Speed extends object>(speed: Speed) {
  const { physicalCores } = await import("@lesion-atlas/compute");
  return { ...speed, processor: processor(), threads: physicalCores(), measured_at: new Date().toISOString() };
}

/** What `tuneModel` found with the machine and the time it is of. */
export function tunedHere<Tuned extends object>(tuned: Tuned) {
  return { ...tuned, processor: processor(), cores: availableParallelism(), measured_at: new Date().toISOString() };
}

/** What `lesion models tune` found of a device; undefined where it was on another processor or another number of cores. */
export function tuningHere({ tuning }: Measurements, device: Device = "cpu"): RecordedTuning | undefined {
  const found = tuning?.[device];
  return found?.processor === processor() && found.cores === availableParallelism() ? found : undefined;
}

/** The speed as tuned, else as measured when the model was first run; of this processor alone. */
export function speedHere(measurements: Measurements): { images_per_second: number; text_ms?: number } | undefined {
  const { speed } = measurements;
  return tuningHere(measurements) ?? (speed?.processor === processor() ? speed : undefined);
}

function processor(): string {
  return cpus()[0]?.model.trim() ?? "unknown";
}
