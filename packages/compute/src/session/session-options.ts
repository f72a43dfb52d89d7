import type { Device } from "@lesion-atlas/core";
import type { InferenceSession } from "onnxruntime-node";
import { physicalCores } from "./processor-cores.ts";

/** How one graph is run. The defaults suit batches whose sizes change from run to run. */
export interface SessionOptions {
  /** What it runs on; operators that a device lacks run on the processor. Default: cpu. */
  device?: Device;
  /** Threads of one operator, the calling one included. Default: all physical cores. */
  threads?: number;
  /**
   * Idle threads wait in a busy loop for their next piece of work. Off by default: a second session on the same cores
   * would starve, an idle one would burn a core, and the gain was within the noise.
   */
  spinning?: boolean;
  /** Plans one memory block for a whole run: worth it only where the input shapes never change. Default: false. */
  memoryPattern?: boolean;
  /** Keeps freed blocks for the next run. Off saves memory between runs and costs their allocation. Default: true. */
  arena?: boolean;
}

/** The same in onnxruntime's own terms; its log stays silent, since every failure is thrown as well. */
export function ortOptions(options: SessionOptions): InferenceSession.SessionOptions {
  return {
    executionProviders: [options.device ?? "cpu"],
    intraOpNumThreads: options.threads ?? physicalCores(),
    interOpNumThreads: 1,
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    enableMemPattern: options.memoryPattern ?? false,
    enableCpuMemArena: options.arena ?? true,
    logSeverityLevel: 4,
    extra: { session: { intra_op: { allow_spinning: options.spinning ? "1" : "0" } } },
  };
}
