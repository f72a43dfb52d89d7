import { readFileSync } from "node:fs";

const features = /\b(?:avx512_vnni|avx_vnni|amx_int8|asimddp|i8mm)\b/;

/**
 * Whether the processor multiplies and adds bytes in one step (VNNI, AMX, or ARM's dot product). Without it onnxruntime's
 * int8 kernels on x86 add pairs of products in 16 bits, which can saturate. Undefined where the system does not tell.
 */
export function hasInt8DotProduct(): boolean | undefined {
  try {
    return features.test(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    return undefined;
  }
}
