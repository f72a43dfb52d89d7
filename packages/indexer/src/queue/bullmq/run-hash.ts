import { type Run, runStates } from "@lesion-atlas/core";
import { z } from "zod";
import type { CheckedPlan } from "../check-plan.ts";

const count = z.coerce.number().default(0);
const optionalText = z
  .string()
  .optional()
  .transform((text) => text || undefined);

/** The fields of a run's hash, as Redis gives them. */
const hashSchema = z.object({
  plan: z.string().transform((text) => JSON.parse(text) as CheckedPlan),
  model: z.string().transform((text) => JSON.parse(text) as Run["model"]),
  state: z.enum(runStates),
  reason: optionalText,
  /** The reader's name, once the planner has opened the archive. */
  format: optionalText,
  round: count,
  stored: count,
  unchanged: count,
  updated: count,
  rejected: count,
  deleted: count,
  /** Ranges whose keys are known. */
  ranges: count,
  /** Ranges of which a job was added in this round. */
  added: count,
  ranges_done: count,
  ranges_failed: count,
  images_per_range: z.coerce.number().optional(),
  /** Keys of all ranges, once every key was seen. */
  total: z.coerce.number().optional(),
  /** Whether what a new round is to do again has not been marked yet. */
  reopened: optionalText,
  created_at: z.string(),
  started_at: optionalText,
  finished_at: optionalText,
  /** Whether it is being removed: nobody sees it any more. */
  expired: optionalText,
});

/** A run as it is kept. */
export type KeptRun = z.output<typeof hashSchema> & { id: string };

/** @returns undefined for the empty hash of a run that is not there */
export function readRunHash(id: string, hash: Record<string, string>): KeptRun | undefined {
  return hash.plan === undefined ? undefined : { id, ...hashSchema.parse(hash) };
}

/** The hash of a new run. */
export function newRunHash(
  plan: CheckedPlan,
  model: Run["model"],
): Record<string, string | number> & { created_at: string } {
  return {
    plan: JSON.stringify(plan),
    model: JSON.stringify(model),
    state: "waiting",
    round: 1,
    created_at: new Date().toISOString(),
    stored: 0,
    unchanged: 0,
    updated: 0,
    rejected: 0,
    deleted: 0,
    ranges: 0,
    added: 0,
    ranges_done: 0,
    ranges_failed: 0,
  };
}

/** A run as the port shows it. */
export function toRun(kept: KeptRun): Run {
  const { id, plan, model, state, reason, stored, unchanged, updated, rejected, deleted } = kept;
  return {
    id,
    archive: plan.archive,
    location: plan.location,
    format: kept.format ?? plan.format,
    model,
    state,
    reason,
    counts: { stored, unchanged, updated, rejected, deleted },
    done: stored + unchanged + updated + rejected,
    total: kept.total,
    ranges: { planned: kept.ranges, done: kept.ranges_done, failed: kept.ranges_failed },
    priority: plan.priority,
    prune: plan.prune,
    round: kept.round,
    createdAt: kept.created_at,
    startedAt: kept.started_at,
    finishedAt: kept.finished_at,
  };
}
