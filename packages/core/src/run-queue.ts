import type { CallOptions } from "./options.ts";

/** What became of the images looked at. Their sum is the number of keys seen. */
export interface IndexCounts {
  /** Encoded and written. */
  stored: number;
  /** As they are in the store: nothing was written. */
  unchanged: number;
  /** Record written without encoding: its row, its place or its file's time has changed, its content has not. */
  updated: number;
  /** Broken images; each run tries them again, since finding out is cheap and a file may have been mended. */
  rejected: number;
}

/** An image that could not be indexed. */
export interface Reject {
  key: string;
  /** Path inside the archive. */
  file: string;
  /** A sentence for the user. */
  reason: string;
}

/** What a run is to do. */
export interface RunPlan {
  /** Names the run; a plan that is started again under one id is one run. A new UUID unless given. */
  id?: string;
  /** The archive's name. */
  archive: string;
  /** A folder or zip that every worker sees under this path. */
  location: string;
  /** `auto` or a reader's name. `auto` unless given. */
  format?: string;
  /** Address of the store that the images are meant for: a worker that stores elsewhere warns of it. */
  store?: string;
  /** Number of keys to look at, from the first on; absent means all. Nothing is pruned then. */
  limit?: number;
  /** Deletes stored images whose keys have gone, at the end and only when every range is done. */
  prune?: boolean;
  /** With `prune`: deletes also where more than a tenth of the archive has gone. */
  force?: boolean;
  /** 1 to 2,000,000; of two runs the smaller number goes first. 1,000 unless given. */
  priority?: number;
  /** Images of one range, 1 to 4,096; chosen by the model's measured speed unless given. */
  imagesPerRange?: number;
}

/** `waiting` for a planner, then `planning` and `running` (ranges are worked on meanwhile), `finishing`, and an end. */
export const runStates = ["waiting", "planning", "running", "finishing", "completed", "failed", "cancelled"] as const;
export type RunState = (typeof runStates)[number];

/** Whether a run of this state does no more work, unless it is retried. */
export function hasEnded(state: RunState): boolean {
  return state === "completed" || state === "failed" || state === "cancelled";
}

export interface RunCounts extends IndexCounts {
  /** By `prune`. */
  deleted: number;
}

/** A run as it stands. */
export interface Run {
  id: string;
  archive: string;
  location: string;
  /** The reader's name once it is known. */
  format: string;
  /** Of the model that encodes. */
  model: { id: string; fingerprint: string };
  state: RunState;
  /** Why it failed, a sentence. */
  reason?: string;
  counts: RunCounts;
  /** Keys dealt with. */
  done: number;
  /** Keys there are, once planning is done. */
  total?: number;
  ranges: { planned: number; done: number; failed: number };
  priority: number;
  prune: boolean;
  /** 1, then one more a retry. */
  round: number;
  /** ISO 8601, as the two below. */
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
}

/** What happened to a run. `id` grows; a reader that has seen one resumes behind it. */
export type RunEvent = { id: string; at: string } & (
  | { event: "state"; state: RunState; reason?: string }
  /** At most about one a second. */
  | { event: "progress"; counts: RunCounts; done: number; total?: number }
  /** Once for each rejected image of a run, though it be tried again. */
  | ({ event: "reject" } & Reject)
  | { event: "warning"; message: string }
);

/** Work of all runs together, in ranges. */
export interface QueueDepth {
  waiting: number;
  active: number;
  /** Waiting for their next attempt. */
  delayed: number;
}

/** Who works on runs: a process, on the runs of one model. */
export interface RunWorker {
  host: string;
  model: Run["model"];
  /** `plan` walks through archives and finishes runs, `index` works on ranges: a run wants both. */
  roles: readonly RunRole[];
}

export type RunRole = "plan" | "index";

/**
 * Index runs: started here, worked on by whoever serves the queue.
 *
 * Every call may throw AppError `store_unavailable` (retryable) when the queue's server does not answer, and `cancelled`.
 * Calls that name a run throw `not_found` when there is none.
 */
export interface RunQueue {
  /** @throws AppError `invalid_input` for a plan that makes no sense. */
  start(plan: RunPlan, options?: CallOptions): Promise<Run>;
  get(runId: string, options?: CallOptions): Promise<Run>;
  /** Newest first. @param options.limit 100 unless given */
  list(options?: CallOptions & { limit?: number }): Promise<Run[]>;
  /** From the first event on, or behind `after`; ends when the run has ended. @throws AppError `invalid_input` for an `after` that is no event's id */
  events(runId: string, options?: CallOptions & { after?: string }): AsyncIterable<RunEvent>;
  /** Those of now, each key once. */
  rejects(runId: string, options?: CallOptions): AsyncIterable<Reject>;
  /** What is being written is finished; what is stored stays. A run that has ended stays as it is. */
  cancel(runId: string, options?: CallOptions): Promise<Run>;
  /** Does again what failed, was cancelled or was rejected. @throws AppError `conflict` for a run that goes on */
  retry(runId: string, options?: CallOptions): Promise<Run>;
  depth(options?: CallOptions): Promise<QueueDepth>;
  /** Those at work at present, of every model; one that was killed is among them for half a minute more. */
  workers(options?: CallOptions): Promise<RunWorker[]>;
  close(): Promise<void>;
}
