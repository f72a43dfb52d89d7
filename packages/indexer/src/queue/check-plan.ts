import { AppError, type RunPlan } from "@lesion-atlas/core";
import { z } from "zod";

/** Keys of one range, at most. */
export const largestRange = 4096;

const planSchema = z.object({
  id: z
    .string()
    .regex(/^[\w-]{1,64}$/, "1 to 64 letters, digits, _ or -")
    .optional(),
  archive: z
    .string()
    .min(1)
    .max(1024)
    .refine((name) => !name.includes("\0"), "no U+0000"),
  location: z.string().min(1).max(4096),
  format: z.string().min(1).max(64).default("auto"),
  store: z.string().min(1).max(4096).optional(),
  limit: z.int().min(1).optional(),
  prune: z.boolean().default(false),
  force: z.boolean().default(false),
  priority: z.int().min(1).max(2_000_000).default(1000),
  imagesPerRange: z.int().min(1).max(largestRange).optional(),
});

/** A plan with its defaults. */
export type CheckedPlan = z.output<typeof planSchema>;

/** @throws AppError `invalid_input` that names the field. */
export function checkPlan(plan: RunPlan): CheckedPlan {
  const checked = planSchema.safeParse(plan);
  if (checked.success) return checked.data;
  const [{ path, message }] = checked.error.issues;
  throw new AppError("invalid_input", `the run's ${path.join(".") || "plan"} cannot be taken: ${message}`);
}
