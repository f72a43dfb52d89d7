import type { HttpBindings } from "@hono/node-server";
import type { Caller } from "../security/caller.ts";
import type { Timings } from "./timings.ts";

/** What the middleware leaves for the routes. */
export interface AppEnv {
  Variables: {
    requestId: string;
    /** Aborted when the client has gone or the time limit has passed. */
    signal: AbortSignal;
    timeLimit: AbortSignal;
    timings: Timings;
    caller: Caller;
  };
  Bindings: Partial<HttpBindings>;
}
