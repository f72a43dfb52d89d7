import { asAppError } from "@lesion-atlas/core";
import { type Job, UnrecoverableError, WaitingChildrenError, WaitingError } from "bullmq";
import type { RunJob } from "./queues-of.ts";

/** What a worker says; never a file's content. */
export interface WorkerLog {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** How one kind of job is worked on. */
export interface JobWork<Data extends RunJob> {
  /** Proof that the job is this worker's. */
  token: string;
  /** Aborted by BullMQ when the lock was lost. */
  signal?: AbortSignal;
  body(job: Job<Data>, token: string, signal: AbortSignal): Promise<void>;
  /** Before the job goes back for another attempt. */
  onRetry(job: Job<Data>, reason: string): Promise<void>;
  /** Before the job is given up for good. */
  onFailure(job: Job<Data>, reason: string): Promise<void>;
}

/**
 * Runs the bodies of jobs and decides what becomes of one that throws: back to the queue when the worker is closing, another
 * attempt where the error may pass (`retryable`), else the end, which is BullMQ's UnrecoverableError.
 */
export function createAttempts({
  closing,
  logger,
  attempts,
}: {
  closing: AbortSignal;
  logger?: WorkerLog;
  attempts: number;
}) {
  let active = 0;
  return {
    /** Jobs in hand. */
    active: () => active,
    async attempt<Data extends RunJob>(job: Job<Data>, work: JobWork<Data>): Promise<null> {
      const { token, signal, body, onRetry, onFailure } = work;
      active++;
      try {
        await body(job, token, AbortSignal.any([closing, ...(signal ? [signal] : [])]));
        return null;
      } catch (thrown) {
        if (thrown instanceof WaitingChildrenError) throw thrown;
        if (closing.aborted) {
          await job.moveToWait(token);
          throw new WaitingError();
        }
        if (signal?.aborted) throw new Error("another worker has taken it over", { cause: thrown });
        const error = asAppError(thrown);
        const facts = { run: job.data.runId, job: job.id, code: error.code, attempt: job.attemptsMade + 1 };
        if (error.retryable && job.attemptsMade + 1 < attempts) {
          logger?.warn(facts, `${error.message}; it is tried again`);
          await onRetry(job, error.message);
          throw error;
        }
        logger?.warn(facts, error.message);
        await onFailure(job, error.message);
        throw new UnrecoverableError(error.message);
      } finally {
        active--;
      }
    },
  };
}
