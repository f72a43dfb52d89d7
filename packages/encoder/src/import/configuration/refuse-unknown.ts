import type { z } from "zod";
import { notSupported } from "./refusals.ts";

/**
 * Refuses the first key that a schema does not name, unless its value says nothing (null, false, 0, an empty text).
 *
 * @param where the object's name before its keys (`vision_cfg`); empty for the outermost
 * @throws AppError `unsupported`
 */
export function refuseUnknown(value: object, schema: z.ZodObject, where: string): void {
  for (const [key, setting] of Object.entries(value)) {
    if (key in schema.shape || !setting) continue;
    throw notSupported(`${where ? `${where}.` : ""}${key} = ${JSON.stringify(setting)}`);
  }
}
