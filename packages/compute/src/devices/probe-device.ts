import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type CallOptions, type Device, throwIfCancelled } from "@lesion-atlas/core";
import { listSupportedBackends } from "onnxruntime-node";
import { deviceRemedy } from "./device-remedy.ts";

/** Whether graphs can be run on a device here. */
export type DeviceState =
  | { device: Device; usable: true }
  | {
      device: Device;
      usable: false;
      /** As onnxruntime gives it, or that the package has no such provider. */
      reason: string;
      /** What to install. */
      remedy: string;
    };

const longestMs = 60_000;
const probeFile = new URL(`./probe-device-process${import.meta.url.endsWith(".ts") ? ".ts" : ".js"}`, import.meta.url);

/**
 * Runs a small graph on a device, in a process of its own: drivers write to stderr as they like, and may end the process
 * that loads them.
 *
 * @throws AppError `cancelled`
 */
export async function probeDevice(device: Device, { signal }: CallOptions = {}): Promise<DeviceState> {
  if (device === "cpu") return { device, usable: true };
  const { packaged, remedy } = deviceRemedy(device);
  if (!packaged || !listSupportedBackends().some(({ name }) => name === device)) {
    const reason = `the onnxruntime of ${process.platform} ${process.arch} has no such provider`;
    return { device, usable: false, reason, remedy };
  }
  const reason = await failureOf(device, signal);
  throwIfCancelled(signal);
  return reason === undefined ? { device, usable: true } : { device, usable: false, reason, remedy };
}

function failureOf(device: Device, signal: AbortSignal | undefined): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [fileURLToPath(probeFile), device],
      { signal, timeout: longestMs, windowsHide: true },
      (error, stdout, stderr) => resolve(error ? reasonIn(stdout, stderr) : undefined),
    );
  });
}

/**
 * The library that could not be loaded, where onnxruntime's log names one; else the error as it was thrown; else that
 * the process ended.
 */
function reasonIn(thrown: string, log: string): string {
  const library = /Failed to load library (?:\S*\/)?(\S+) with error: (?:\S+: )?([^\r\n]+)/.exec(log);
  if (library) return `${library[1]}: ${library[2].trim()}`;
  const message = thrown.trim().replace(/\s+/g, " ");
  if (message === "") return "its driver ended the process that loaded it";
  // A failed check of onnxruntime's begins with file, function and condition.
  return message.replace(/^\/\S+ .* was false\. /, "");
}
