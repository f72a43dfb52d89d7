/** The last argument of every asynchronous call. */
export interface CallOptions {
  /** Aborting makes the call throw AppError `cancelled` at its next safe point. */
  signal?: AbortSignal;
}

/** Interactive work (a typed query) never queues behind a bulk batch: each lane has a thread of its own. */
export type Lane = "interactive" | "bulk";
