import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { AppError, type Reject, type Run, type RunQueue, hasEnded, throwIfCancelled } from "@lesion-atlas/core";
import pLimit from "p-limit";
import { checkPlan } from "../check-plan.ts";
import { type QueuePorts, queuePorts } from "../queue-ports.ts";
import { type EventLog, createEventLog } from "./event-log.ts";
import { type OwnRun, workOnRun } from "./work-on-run.ts";

interface KeptRun extends OwnRun {
  events: EventLog;
  rejected: Map<string, Reject>;
  stop: AbortController;
}

/**
 * Runs worked on in this process, one after the other, by priority, with no server. They are gone with the process: what
 * is stored stays, and the next run of the archive goes on behind it.
 */
export function createInProcessQueue(givenPorts: QueuePorts): RunQueue {
  const ports = queuePorts(givenPorts);
  const runs = new Map<string, KeptRun>();
  const oneAtATime = pLimit(1);
  const { id: modelId, fingerprint } = ports.encoder.model;
  let order = 0;

  function keptRun(runId: string): KeptRun {
    const kept = runs.get(runId);
    if (!kept) throw new AppError("not_found", `there is no run ${runId}: lesion status shows those there are`);
    return kept;
  }

  function nextRun(): KeptRun | undefined {
    const waiting = [...runs.values()].filter(({ run }) => run.state === "waiting");
    return waiting.sort((a, b) => a.run.priority - b.run.priority || a.order - b.order)[0];
  }

  function workSoon(): void {
    void oneAtATime(async () => {
      const kept = nextRun();
      if (kept) await workOnRun(ports, kept, { signal: kept.stop.signal });
    });
  }

  return {
    async start(plan, { signal } = {}) {
      throwIfCancelled(signal);
      const checked = checkPlan(plan);
      const id = checked.id ?? randomUUID();
      const known = runs.get(id);
      if (known) return structuredClone(known.run);
      const { archive, location, format, priority, prune } = checked;
      const run: Run = {
        id,
        archive,
        location,
        format,
        priority,
        prune,
        model: { id: modelId, fingerprint },
        state: "waiting",
        round: 1,
        done: 0,
        createdAt: new Date().toISOString(),
        counts: { stored: 0, unchanged: 0, updated: 0, rejected: 0, deleted: 0 },
        ranges: { planned: 0, done: 0, failed: 0 },
      };
      const events = createEventLog();
      const kept = { run, plan: checked, events, rejected: new Map(), stop: new AbortController(), order: order++ };
      runs.set(id, kept);
      events.add({ event: "state", state: "waiting" });
      workSoon();
      return structuredClone(run);
    },
    async get(runId) {
      return structuredClone(keptRun(runId).run);
    },
    async list({ limit = 100 } = {}) {
      return [...runs.values()]
        .reverse()
        .slice(0, limit)
        .map(({ run }) => structuredClone(run));
    },
    async *events(runId, options) {
      const { run, events } = keptRun(runId);
      yield* events.read(() => hasEnded(run.state), options);
    },
    async *rejects(runId) {
      yield* [...keptRun(runId).rejected.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    async cancel(runId) {
      const { run, events, stop } = keptRun(runId);
      if (!hasEnded(run.state)) {
        Object.assign(run, { state: "cancelled", finishedAt: new Date().toISOString() });
        events.add({ event: "state", state: "cancelled" });
        stop.abort();
      }
      return structuredClone(run);
    },
    async retry(runId) {
      const kept = keptRun(runId);
      const { run, events } = kept;
      if (!hasEnded(run.state)) throw new AppError("conflict", `the run ${runId} is ${run.state}: cancel it first`);
      kept.stop = new AbortController();
      Object.assign(run, { state: "waiting", round: run.round + 1, reason: undefined, finishedAt: undefined });
      events.add({ event: "state", state: "waiting" });
      workSoon();
      return structuredClone(run);
    },
    async depth() {
      const states = [...runs.values()].map(({ run }) => run.state);
      const waiting = states.filter((state) => state === "waiting").length;
      return { waiting, active: states.filter((state) => !hasEnded(state)).length - waiting, delayed: 0 };
    },
    async workers() {
      return [{ host: hostname(), model: { id: modelId, fingerprint }, roles: ["plan", "index"] }];
    },
    async close() {
      for (const { run, stop } of runs.values()) {
        if (!hasEnded(run.state)) Object.assign(run, { state: "cancelled", finishedAt: new Date().toISOString() });
        stop.abort();
      }
      await oneAtATime(async () => {});
    },
  };
}
