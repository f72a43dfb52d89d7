import { randomUUID } from "node:crypto";
import { AppError, asAppError } from "@lesion-atlas/core";
import type { z } from "@hono/zod-openapi";
import type { jobSchema } from "./probe-schemas.ts";

export type ProbeJob = z.output<typeof jobSchema>;

/** Fits in this process, one at a time, and how the last ones ended. */
export interface ProbeJobs {
  /** @throws AppError `too_large` where too many wait already */
  start(probe: string, work: ProbeWork): ProbeJob;
  get(id: string): ProbeJob | undefined;
  /** Ends it at its next safe point. */
  cancel(id: string): ProbeJob | undefined;
}

/** Does the work and says where it is. @returns the version that was kept */
export type ProbeWork = (call: {
  signal: AbortSignal;
  onStep: (step: string, images?: number) => void;
}) => Promise<number>;

const mostWaiting = 20;
const mostRemembered = 100;

/** Jobs live in the process: they end with it, and nothing is kept of one that did not finish. */
export function createProbeJobs(): ProbeJobs {
  const jobs = new Map<string, { job: ProbeJob; abort: AbortController }>();
  let last: Promise<void> = Promise.resolve();

  async function run(job: ProbeJob, work: ProbeWork, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    job.state = "running";
    try {
      job.version = await work({ signal, onStep: (step, images) => Object.assign(job, { step, images }) });
      job.state = "done";
    } catch (thrown) {
      const { code, message } = asAppError(thrown);
      job.state = code === "cancelled" ? "cancelled" : "failed";
      job.error = { code, detail: code === "internal" ? "a defect of ours; the log has it" : message };
    }
  }

  return {
    start(probe, work) {
      const waiting = [...jobs.values()].filter(({ job }) => job.state === "queued" || job.state === "running").length;
      if (waiting >= mostWaiting) throw new AppError("too_large", `${waiting} fits wait already: ask again later`);
      const job: ProbeJob = { id: randomUUID(), probe, state: "queued" };
      const abort = new AbortController();
      jobs.set(job.id, { job, abort });
      for (const [id, { job: old }] of jobs) {
        if (jobs.size <= mostRemembered) break;
        if (old.state !== "queued" && old.state !== "running") jobs.delete(id);
      }
      last = last.then(() => run(job, work, abort.signal));
      return { ...job };
    },
    get: (id) => copyOf(jobs.get(id)?.job),
    cancel(id) {
      const found = jobs.get(id);
      found?.abort.abort();
      if (found?.job.state === "queued") found.job.state = "cancelled";
      return copyOf(found?.job);
    },
  };
}

function copyOf(job: ProbeJob | undefined): ProbeJob | undefined {
  return job && { ...job };
}
