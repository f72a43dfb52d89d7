import { AppError, type Lane } from "@lesion-atlas/core";
import type { ModelSource } from "../session/model-session.ts";
import type { ModelSignature } from "../session/model-signature.ts";
import type { SessionOptions } from "../session/session-options.ts";
import { type Tensors, checkTensors } from "../session/tensor.ts";
import type { LaneOptions } from "./lane-options.ts";
import type { LaneThread } from "./lane-thread.ts";

/** How a model is run. */
export interface ModelOptions extends Omit<SessionOptions, "threads"> {
  /** Threads of one operator on a lane; unless given those of `ComputeOptions`. */
  threads?: Partial<Record<Lane, number>>;
}

/** A model that may be loaded on either lane. */
export interface ModelHandle {
  /**
   * Loads the model on a lane unless it is there, so that the first run need not.
   * @throws AppError `model_invalid` when it cannot be read or is no graph that onnxruntime can run
   */
  load(options: LaneOptions): Promise<ModelSignature>;
  /**
   * One run. onnxruntime cannot stop in the middle: once begun, an aborted run ends unheard, and its lane is busy until
   * then.
   *
   * @param feeds copied to the lane; with `transfer` moved instead, and empty afterwards. Leave them alone until the
   * call is settled. What lies in shared memory is neither copied nor moved.
   * @returns every output; the memory is the caller's
   * @throws AppError `model_invalid` as `load`; `invalid_input` when the graph refuses the feeds; `cancelled`
   */
  run(feeds: Tensors, options: LaneOptions & { transfer?: boolean }): Promise<Tensors>;
  /** Frees the model on both lanes, after the runs that were asked for before; closing `Compute` has done so already. */
  close(): Promise<void>;
}

/** @param id number of the model among those of the lanes */
export function createModelHandle(
  lanes: Record<Lane, LaneThread>,
  id: number,
  source: ModelSource,
  { threads = {}, ...options }: ModelOptions,
): ModelHandle {
  const shared = typeof source === "string" ? source : shareBytes(source);
  const modelOn = (lane: Lane) => ({ id, source: shared, options: { ...options, threads: threads[lane] } });
  const loaded = new Set<Lane>();
  let closed = false;

  function use(lane: Lane): LaneThread {
    if (closed) throw new AppError("internal", "the model was closed; open it again");
    loaded.add(lane);
    return lanes[lane];
  }

  return {
    load: async ({ lane, signal }) => use(lane).submit({ operation: "load", model: modelOn(lane) }, { signal }),
    async run(feeds, { lane, signal, transfer }) {
      checkTensors(feeds);
      return use(lane).submit({ operation: "run", model: modelOn(lane), feeds }, { signal, transfer });
    },
    async close() {
      if (closed) return;
      closed = true;
      await Promise.all([...loaded].map((lane) => release(lanes[lane])));
    },
  };

  async function release(lane: LaneThread): Promise<void> {
    await lane.submit({ operation: "release", id }).catch((thrown: unknown) => {
      if (!lane.closed()) throw thrown;
    });
  }
}

function shareBytes(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}
