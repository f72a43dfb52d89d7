import { env } from "onnxruntime-node";

/** Version of the onnxruntime that computes here. */
export function runtimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}
