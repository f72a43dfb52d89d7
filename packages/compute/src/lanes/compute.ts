import { guardProcessExit } from "../session/exit-guard.ts";
import type { ModelSource } from "../session/model-session.ts";
import { physicalCores } from "../session/processor-cores.ts";
import { type LaneAlgebra, createLaneAlgebra } from "./lane-algebra.ts";
import { createLaneThread } from "./lane-thread.ts";
import { type ModelHandle, type ModelOptions, createModelHandle } from "./model-handle.ts";

export interface ComputeOptions {
  /** Threads of one operator on the interactive lane. Default: all physical cores. */
  interactiveThreads?: number;
  /** Threads of one operator on the bulk lane. Default: all physical cores. */
  bulkThreads?: number;
  /**
   * How much the bulk lane steps back where both want the same cores, 0 to 19 (a nice value; Linux only, where a thread
   * can have its own). Default: 10.
   */
  bulkNiceness?: number;
}

/**
 * Everything that computes with onnxruntime, away from the calling thread: two worker threads (lanes) with sessions of
 * their own. Calls on one lane are answered in order; the lanes do not wait for each other.
 */
export interface Compute extends LaneAlgebra {
  /** Nothing is read yet: each lane loads the model when it first needs it. */
  openModel(source: ModelSource, options?: ModelOptions): ModelHandle;
  /** Cancels what is under way and ends both threads. */
  close(): Promise<void>;
}

/** Threads start with the first call on their lane; idle ones do not keep the process alive. */
export function createCompute(options: ComputeOptions = {}): Compute {
  guardProcessExit();
  const { interactiveThreads = physicalCores(), bulkThreads = physicalCores(), bulkNiceness = 10 } = options;
  const lanes = {
    interactive: createLaneThread("interactive", { threads: interactiveThreads, niceness: 0 }),
    bulk: createLaneThread("bulk", { threads: bulkThreads, niceness: bulkNiceness }),
  };
  let models = 0;

  return {
    ...createLaneAlgebra(lanes),
    openModel: (source, modelOptions = {}) => createModelHandle(lanes, models++, source, modelOptions),
    async close() {
      await Promise.all([lanes.interactive.close(), lanes.bulk.close()]);
    },
  };
}
