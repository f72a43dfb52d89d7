import { AppError, type Reject, type RunQueue, escapeFormula } from "@lesion-atlas/core";
import { stringify } from "csv-stringify/sync";
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { streamSSE } from "hono/streaming";
import type { AppEnv } from "../../app/app-env.ts";
import { callOptions } from "../../app/call-options.ts";
import { routeApp } from "../../app/route-app.ts";
import type { SearchPorts } from "../../ports.ts";
import { appendAudit } from "../../security/audit.ts";
import { requireScope } from "../../security/require-scope.ts";
import * as routes from "./run-routes.ts";
import { toEventData, toPlan, toRunAnswer } from "./run-schemas.ts";

const rejectColumns = ["key", "file", "reason"] as const satisfies readonly (keyof Reject)[];
/** A proxy may close a connection on which nothing is said. */
const keepAliveMs = 15_000;

/** /runs: what `lesion index --queue`, `status` and `runs` do, for keys with the scope `index`. */
export function runRoutes({ runs, catalog }: SearchPorts) {
  function queue(c: Context<AppEnv>): RunQueue {
    requireScope(c, "index");
    if (runs) return runs;
    throw new AppError("unsupported", "this service indexes nothing: use lesion index, or a service with a queue");
  }
  const audit = (c: Context<AppEnv>, what: string, id: string, name: string) =>
    appendAudit(catalog, { who: c.get("caller").name, what, of: `run ${id}`, name }, callOptions(c));

  return routeApp()
    .openapi(routes.startRoute, async (c) => {
      const run = await queue(c).start(toPlan(c.req.valid("json")), callOptions(c));
      await audit(c, "start", run.id, run.archive);
      return c.json(toRunAnswer(run), 202);
    })
    .openapi(routes.listRoute, async (c) => {
      const { limit } = c.req.valid("query");
      const listed = await queue(c).list({ ...callOptions(c), limit });
      return c.json({ runs: listed.map(toRunAnswer) }, 200);
    })
    .openapi(routes.getRoute, async (c) => {
      return c.json(toRunAnswer(await queue(c).get(c.req.valid("param").id, callOptions(c))), 200);
    })
    .openapi(routes.eventsRoute, async (c) => {
      const { id } = c.req.valid("param");
      const after = c.req.valid("header")["last-event-id"];
      await queue(c).get(id, callOptions(c));
      return followRun(c, queue(c), id, after) as never;
    })
    .openapi(routes.rejectsRoute, async (c) => {
      const { id } = c.req.valid("param");
      const rows: string[][] = [[...rejectColumns]];
      for await (const reject of queue(c).rejects(id, callOptions(c))) {
        rows.push(rejectColumns.map((column) => escapeFormula(reject[column])));
      }
      return c.body(stringify(rows), 200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": `attachment; filename="rejects.csv"`,
      }) as never;
    })
    .openapi(routes.retryRoute, async (c) => {
      refuseForms(c);
      const run = await queue(c).retry(c.req.valid("param").id, callOptions(c));
      await audit(c, "retry", run.id, run.archive);
      return c.json(toRunAnswer(run), 202);
    })
    .openapi(routes.cancelRoute, async (c) => {
      const run = await queue(c).cancel(c.req.valid("param").id, callOptions(c));
      await audit(c, "cancel", run.id, run.archive);
      return c.json(toRunAnswer(run), 200);
    });
}

/** A retry has no body, so that a form of another origin's page could send it through the user's browser. */
function refuseForms(c: Context<AppEnv>): void {
  const site = c.req.header("sec-fetch-site") ?? "none";
  if (site === "cross-site" || site === "same-site") {
    throw new HTTPException(403, { message: "a page of another origin may not do this" });
  }
}

/** Outlives the time limit of other requests: a run takes hours. Ends with the run, or when the client goes. */
function followRun(c: Context<AppEnv>, queue: RunQueue, id: string, after: string | undefined): Response {
  c.header("x-accel-buffering", "no");
  return streamSSE(c, async (stream) => {
    const gone = new AbortController();
    stream.onAbort(() => gone.abort());
    const ping = setInterval(() => void stream.write(": goes on\n\n"), keepAliveMs);
    try {
      for await (const event of queue.events(id, { after, signal: gone.signal })) {
        await stream.writeSSE({ id: event.id, event: event.event, data: JSON.stringify(toEventData(event)) });
      }
    } catch (error) {
      if (!gone.signal.aborted) throw error;
    } finally {
      clearInterval(ping);
    }
  });
}
