import { type Encoder, type VectorStore, asAppError } from "@lesion-atlas/core";
import type { ServiceMetrics } from "./create-metrics.ts";

/** The same port, each asynchronous call timed and counted by outcome; the adapter knows nothing of it. */
export function instrument<Port extends VectorStore | Encoder>(
  port: Port,
  name: "store" | "model",
  metrics: Pick<ServiceMetrics, "portCall">,
): Port {
  return new Proxy(port, {
    get(target, property, receiver) {
      const value: unknown = Reflect.get(target, property, receiver);
      if (typeof value !== "function" || property === "scan" || property === "close") return value;
      return (...words: unknown[]) => {
        const began = performance.now();
        const answered: unknown = value.apply(target, words);
        if (!(answered instanceof Promise)) return answered;
        const done = (outcome: string) =>
          metrics.portCall({ port: name, call: String(property), outcome, durationMs: performance.now() - began });
        answered.then(
          () => done("ok"),
          (error: unknown) => done(asAppError(error).code),
        );
        return answered;
      };
    },
  });
}
