import { type RunRole, hasEnded } from "@lesion-atlas/core";
import { type Job, WaitingChildrenError, Worker, type WorkerOptions } from "bullmq";
import { type QueuePorts, queuePorts } from "../queue-ports.ts";
import { checkRedis } from "../redis/check-redis.ts";
import { type RedisConnection, openRedis } from "../redis/open-redis.ts";
import { noCounts } from "../merged-counts.ts";
import { type WorkerLog, createAttempts } from "./attempt-job.ts";
import { finishRun } from "./finish-run.ts";
import { logRedisTrouble } from "./log-redis-trouble.ts";
import { defaultPrefix, queueNames } from "./names.ts";
import { createOpenArchives } from "./open-archives.ts";
import type { RunRetention } from "./expire-runs.ts";
import { planRun } from "./plan-run.ts";
import { announceWorker } from "./present-workers.ts";
import { processRange } from "./process-range.ts";
import { type RangeJob, type RunJob, attempts, backoffMs, queuesOf } from "./queues-of.ts";
import { createRunRecords } from "./run-records.ts";
import { sweepRuns } from "./sweep-runs.ts";

export interface IndexWorkerOptions extends QueuePorts {
  /** In front of every key in Redis. `lesion` unless given. */
  prefix?: string;
  /** Silent unless given. */
  logger?: WorkerLog;
  /** `plan` walks through archives and finishes runs, `index` works on ranges. Both unless given. */
  roles?: readonly RunRole[];
  /** Images encoded and written together. 16 unless given. */
  batchSize?: number;
  /** Ranges a minute that all workers of the model may begin together. No bound unless given. */
  rangesPerMinute?: number;
  /** How long a job is a silent worker's, milliseconds: then another takes it. 30,000 unless given. */
  lockMs?: number;
  /** How often a job may outlive its worker until it fails. 100 unless given. */
  largestStalledCount?: number;
  /** Milliseconds until the second attempt at what may pass; doubled each time, up to five minutes. 1,000 unless given. */
  firstBackoffMs?: number;
  /** How long runs that have ended stay in Redis, for workers that plan: they remove the others at start and every hour. */
  keepRuns?: RunRetention;
  /** Attempts at what may pass, 30 at most and unless given: some two hours. */
  attempts?: number;
}

/** A worker of one process: one planner and one range at a time, so that the encoder is shared by all of it. */
export interface IndexWorker {
  /** Images a second and the like are in the run's records; this is how many jobs are in hand here. */
  active(): number;
  /**
   * Takes no more, finishes the batch in hand, gives the rest of its range back to the queue and closes; what lasts longer
   * than `graceMs` is left, and another worker finds it when its lock runs out.
   */
  close(options?: { graceMs?: number }): Promise<void>;
}

/**
 * Works on the runs of the encoder's model until it is closed. Runs in anybody's BullMQ deployment: its queues are its own.
 *
 * @throws AppError `unsupported` for a Redis that is too old, `store_unavailable` for none, `model_mismatch` where the store
 * knows the model otherwise
 */
export async function createIndexWorker(
  connection: RedisConnection,
  options: IndexWorkerOptions,
): Promise<IndexWorker> {
  const { prefix = defaultPrefix, logger, roles = ["plan", "index"], lockMs = 30_000, batchSize } = options;
  const ports = queuePorts({
    store: options.store,
    encoder: options.encoder,
    embeddingCache: options.embeddingCache,
    storeAddress: options.storeAddress,
    ...(options.openArchive ? { openArchive: options.openArchive } : {}),
    ...(options.onArchive ? { onArchive: options.onArchive } : {}),
  });
  const { model } = ports.encoder;
  for (const warning of (await checkRedis(connection)).warnings) logger?.warn({}, warning);
  await ports.store.useModel(model);

  const givenUp = new AbortController();
  const redis = openRedis(connection, { patient: true, signal: givenUp.signal });
  const records = createRunRecords(redis, prefix);
  const archives = createOpenArchives(ports.openArchive);
  const queues = queuesOf(redis, prefix);
  const parts = { ports, records, archives, batchSize };
  const closing = new AbortController();
  const names = queueNames(model.fingerprint);
  const workerOptions: WorkerOptions = {
    connection: redis,
    prefix,
    concurrency: 1,
    lockDuration: lockMs,
    stalledInterval: Math.max(500, lockMs / 2),
    maxStalledCount: options.largestStalledCount ?? 100,
    runRetryDelay: 1000,
    drainDelay: 2,
    settings: { backoffStrategy: (made: number) => backoffMs(made, options.firstBackoffMs) },
  };

  const jobs = createAttempts({
    closing: closing.signal,
    logger,
    attempts: Math.min(options.attempts ?? attempts, attempts),
  });

  async function failRun({ data }: Job<RunJob>, reason: string): Promise<void> {
    const kept = await records.read(data.runId);
    if (!kept || kept.round !== data.round || hasEnded(kept.state)) return;
    await records.enter(kept, "failed", { reason, stamp: "finished_at" });
  }

  async function failRange({ data, attemptsStarted }: Job<RangeJob>, reason: string): Promise<void> {
    const before = (await records.outcome(data.runId, data.range)) ?? noCounts;
    await records.record({ ...data, attempt: attemptsStarted }, "failed", before, reason);
  }

  const warnOfRetry = ({ data }: Job<RunJob>, reason: string) =>
    records.warnOfRetry(data.runId, `${reason}; it is tried again`);

  const planOrFinish = async (job: Job<RunJob>, token: string, signal: AbortSignal) => {
    logger?.info({ run: job.data.runId }, "plans or finishes a run");
    if (!(await planRun(parts, queues.of(model.fingerprint), job, { signal }))) return;
    if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
    await finishRun(parts, job.data, { signal });
  };
  const planner = new Worker<RunJob, null>(
    names.runs,
    (job, token, signal) =>
      jobs.attempt(job, { token: token!, signal, body: planOrFinish, onRetry: warnOfRetry, onFailure: failRun }),
    { ...workerOptions, autorun: roles.includes("plan") },
  );
  const index = async (job: Job<RangeJob>, _token: string, signal: AbortSignal) => {
    logger?.info({ run: job.data.runId, range: job.data.range }, "works on a range");
    await processRange(parts, job.data, job.attemptsStarted, { signal });
  };
  const { rangesPerMinute } = options;
  const worker = new Worker<RangeJob, null>(
    names.ranges,
    (job, token, signal) =>
      jobs.attempt(job, { token: token!, signal, body: index, onRetry: warnOfRetry, onFailure: failRange }),
    {
      ...workerOptions,
      autorun: roles.includes("index"),
      ...(rangesPerMinute === undefined ? {} : { limiter: { max: rangesPerMinute, duration: 60_000 } }),
    },
  );
  planner.on("failed", (job, error) => void (job?.deferredFailure && failRun(job, error.message)));
  worker.on("failed", (job, error) => void (job?.deferredFailure && failRange(job, error.message)));
  const tellTrouble = logRedisTrouble(redis, logger);
  for (const each of [planner, worker]) {
    each.on("error", (error) => closing.signal.aborted || tellTrouble(error));
    each.on("lockRenewalFailed", (jobIds) => {
      for (const jobId of jobIds) each.cancelJob(jobId, "its lock is lost");
    });
  }
  const sweeper = roles.includes("plan") ? sweepRuns({ records, queues }, options.keepRuns, { logger }) : undefined;
  const { id, fingerprint } = model;
  const presence = await announceWorker(redis, prefix, { model: { id, fingerprint }, roles });

  return {
    active: jobs.active,
    async close({ graceMs = 30_000 } = {}) {
      closing.abort();
      const isDrained = Promise.all([planner.close(), worker.close(), presence.stop(), sweeper?.stop()]).then(
        () => true,
      );
      const grace = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => grace.resolve(false), graceMs);
      const drained = await Promise.race([isDrained, grace.promise]);
      clearTimeout(timer);
      if (!drained) {
        logger?.warn(
          { active: jobs.active() },
          "what is in hand, or Redis, takes longer than the grace time; another worker takes it up",
        );
        givenUp.abort();
      }
      redis.disconnect();
      await queues.close();
      await archives.close();
    },
  };
}
