import type { PendingAnswer } from "@lesion-atlas/core";
import type { LaneOperation, LaneReplies, LaneRequest } from "./protocol.ts";

/** A request on its way. */
export interface LaneJob extends PendingAnswer<LaneReplies[LaneOperation]> {
  readonly request: LaneRequest;
  /** Whether the request's buffers are moved to the thread. */
  readonly transfer: boolean;
}
