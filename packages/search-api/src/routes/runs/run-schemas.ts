import { z } from "@hono/zod-openapi";
import { type Run, type RunEvent, type RunPlan, runStates } from "@lesion-atlas/core";

const counts = z
  .object({ stored: z.int(), unchanged: z.int(), updated: z.int(), rejected: z.int(), deleted: z.int() })
  .openapi("RunCounts");

/** A run, as the service and the command say it. */
export const runSchema = z
  .object({
    id: z.string(),
    archive: z.string(),
    location: z.string(),
    format: z.string(),
    model: z.object({ id: z.string(), fingerprint: z.string() }),
    state: z.enum(runStates),
    reason: z.string().optional(),
    counts,
    done: z.int(),
    total: z.int().optional(),
    ranges: z.object({ planned: z.int(), done: z.int(), failed: z.int() }),
    priority: z.int(),
    prune: z.boolean(),
    round: z.int(),
    created_at: z.string(),
    started_at: z.string().optional(),
    finished_at: z.string().optional(),
  })
  .openapi("Run");

/** The body of POST /runs. */
export const runRequestSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional()
      .openapi({ description: "names the run: a request that is sent again starts nothing more" }),
    archive: z.string().min(1).max(1024),
    location: z.string().min(1).max(4096).openapi({ description: "a folder or zip that every worker sees" }),
    format: z.string().min(1).max(64).optional(),
    limit: z.int().min(1).max(1e9).optional(),
    prune: z.boolean().optional(),
    force: z.boolean().optional(),
    priority: z.int().min(1).max(2_000_000).optional(),
    images_per_range: z.int().min(1).max(4096).optional(),
  })
  .openapi("RunRequest");

/** The plan of a request's body. */
export function toPlan({ images_per_range: imagesPerRange, ...plan }: z.output<typeof runRequestSchema>): RunPlan {
  return { ...plan, imagesPerRange };
}

/** A run in the words of the service. */
export function toRunAnswer({ createdAt, startedAt, finishedAt, ...run }: Run): z.input<typeof runSchema> {
  return { ...run, created_at: createdAt, started_at: startedAt, finished_at: finishedAt };
}

/** An event's data, without the id that Server-Sent Events carry themselves. */
export function toEventData(event: RunEvent): object {
  return { ...event, id: undefined };
}
