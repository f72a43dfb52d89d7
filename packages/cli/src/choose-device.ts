import type { CallOptions, Device } from "@lesion-atlas/core";

/** What `auto` tries, in this order; WebGPU is taken by name alone, since onnxruntime calls it experimental. */
const automatic = ["cuda", "dml", "coreml"] as const;

/**
 * What graphs are run on: the device that is asked for, else the processor, with a warning that says why and what to
 * install. `auto` is the first that can be used.
 *
 * @throws AppError `cancelled`
 */
export async function chooseDevice(
  wanted: Device | "auto",
  { warn, signal }: CallOptions & { warn: (sentence: string) => void },
): Promise<Device> {
  if (wanted === "cpu") return wanted;
  const { probeDevice } = await import("@lesion-atlas/compute");
  if (wanted !== "auto") {
    const state = await probeDevice(wanted, { signal });
    if (state.usable) return wanted;
    warn(`encoding on the processor, since ${wanted} cannot be used: ${state.reason} (${state.remedy})`);
    return "cpu";
  }
  for (const device of automatic) {
    const { usable } = await probeDevice(device, { signal });
    if (!usable) continue;
    warn(`encoding on ${device}`);
    return device;
  }
  return "cpu";
}
