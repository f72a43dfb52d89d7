import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { RunQueue } from "@lesion-atlas/core";
import type { Admission } from "../load/admission.ts";
import type { PortObserver } from "./instrument.ts";

/** What the service counts, in Prometheus' words; seconds and bytes as they ask for. */
export interface ServiceMetrics extends PortObserver {
  readonly registry: Registry;
  request(facts: { method: string; route: string; status: number; durationMs: number }): void;
  /** One step of a request (encode, search, queue, ...). */
  step(step: string, durationMs: number): void;
  cacheLookup(cache: string, hit: boolean): void;
  watchAdmission(admission: Admission): void;
  /** Asks the queue how deep it is whenever the metrics are read; where it does not answer the last depth stands. */
  watchQueue(queue: Pick<RunQueue, "depth">): void;
}

const durationBuckets = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

/** A registry of its own, so that it may live beside those of others in one process. */
export function createMetrics(): ServiceMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "lesion_http_request_duration_seconds",
    help: "Duration of requests by route and status",
    labelNames: ["method", "route", "status"],
    buckets: durationBuckets,
    registers,
  });
  const steps = new Histogram({
    name: "lesion_step_duration_seconds",
    help: "Duration of the steps of requests",
    labelNames: ["step"],
    buckets: durationBuckets,
    registers,
  });
  const calls = new Histogram({
    name: "lesion_port_call_duration_seconds",
    help: "Duration of calls of the store and the model",
    labelNames: ["port", "call", "outcome"],
    buckets: durationBuckets,
    registers,
  });
  const lookups = new Counter({
    name: "lesion_cache_lookups_total",
    help: "Lookups in caches by outcome",
    labelNames: ["cache", "outcome"],
    registers,
  });
  return {
    registry,
    request: ({ method, route, status, durationMs }) =>
      requests.observe({ method, route, status: String(status) }, durationMs / 1000),
    step: (step, durationMs) => steps.observe({ step }, durationMs / 1000),
    beginCall(port, call) {
      const end = calls.startTimer({ port, call });
      return (outcome) => void end({ outcome });
    },
    cacheLookup: (cache, hit) => lookups.inc({ cache, outcome: hit ? "hit" : "miss" }),
    watchQueue(queue) {
      const ranges = new Gauge({
        name: "lesion_queue_ranges",
        help: "Ranges of index runs by state",
        labelNames: ["state"],
        registers,
        async collect() {
          const depth = await queue.depth().catch(() => undefined);
          for (const [state, count] of Object.entries(depth ?? {})) this.set({ state }, count);
        },
      });
      ranges.reset();
    },
    watchAdmission(admission) {
      const gauge = (name: string, help: string, read: () => number) =>
        new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(read());
          },
        });
      gauge("lesion_searches_in_flight", "Requests that compute now", () => admission.state().inFlight);
      gauge("lesion_searches_queued", "Requests that wait for their turn", () => admission.state().queued);
      gauge("lesion_searches_refused", "Requests sent away since the start", () => admission.state().refused);
    },
  };
}
