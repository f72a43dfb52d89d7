import type { WireError } from "@lesion-atlas/core";
import type { Matrix } from "../algebra/matrix.ts";
import type { Pairs } from "../algebra/pairs.ts";
import type { Ranking } from "../algebra/score-heap.ts";
import type { ModelSource } from "../session/model-session.ts";
import type { ModelSignature } from "../session/model-signature.ts";
import type { SessionOptions } from "../session/session-options.ts";
import type { Tensors } from "../session/tensor.ts";

/** A model as a lane's thread opens it, the first time that it is asked for it. */
export interface ModelReference {
  /** Number of the model in its `Compute`. */
  id: number;
  source: ModelSource;
  options: SessionOptions;
}

/** What a lane's thread can be asked for. */
export interface LaneRequests {
  load: { model: ModelReference };
  run: { model: ModelReference; feeds: Tensors };
  release: { id: number };
  gemm: { left: Matrix; right: Matrix };
  rank: { queries: Matrix; rows: Matrix; firstRow: number; limit: number; minimum?: number; allowed?: Uint8Array };
  pairs: { left: Matrix; firstLeft: number; right: Matrix; firstRight: number; minimum: number };
  factor: { matrix: Float64Array; order: number };
  close: Record<never, never>;
}

/** What it answers. */
export interface LaneReplies {
  load: ModelSignature;
  run: Tensors;
  release: undefined;
  gemm: Float32Array;
  rank: Ranking[];
  pairs: Pairs;
  factor: Float64Array;
  close: undefined;
}

export type LaneOperation = keyof LaneRequests;

export type LaneRequest<Operation extends LaneOperation = LaneOperation> = {
  [Each in Operation]: { operation: Each } & LaneRequests[Each];
}[Operation];

/** One answer to each request, in order: a thread has one request at a time. */
export type LaneAnswer = { reply: LaneReplies[LaneOperation] } | { error: WireError };

/** What a lane's thread is started with. */
export interface LaneSettings {
  threads: number;
  /** Added to the thread's nice value where the system has one for each thread (Linux). */
  niceness: number;
}
