import type { MiddlewareHandler } from "hono";
import type { AppEnv } from "../app/app-env.ts";
import type { PortObserver } from "../metrics/instrument.ts";

/** Traces of requests: a span for each, and inside it one for each call of a port made for it. */
export interface ServiceTracing extends PortObserver {
  /** Goes on with the trace of the caller's `traceparent` (W3C Trace Context), where there is one. */
  middleware: MiddlewareHandler<AppEnv>;
  /** Sends what was not sent yet. */
  close(): Promise<void>;
}

/** How traces are sent; where to is said by the standard variables, which the exporter reads itself. */
export interface TracingOptions {
  protocol: "http/protobuf" | "http/json";
  /** Share of the traces that begin here which are kept, 0 to 1. */
  ratio: number;
}
