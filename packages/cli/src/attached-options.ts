import { readFileSync } from "node:fs";
import { AppError, recordFields } from "@lesion-atlas/core";
import type { AttachedStoreOptions } from "@lesion-atlas/store";
import { z } from "zod";

/** What an address says of a collection of somebody else, or a JSON file beside it. */
const attachedSchema = z.strictObject({
  collection: z.string().min(1),
  vector: z.string().min(1).optional(),
  archive: z.string().min(1).optional(),
  model: z.string().min(1).optional(),
  fields: z
    .record(z.string(), z.string().min(1))
    .superRefine((fields, context) => {
      for (const column of Object.keys(fields)) {
        if (recordFields.includes(column) && column !== "id") continue;
        context.addIssue({ code: "custom", path: [column], message: "expected a column of the record" });
      }
    })
    .optional(),
});

/** An attached collection, and the id of the model that made its vectors. */
export interface AttachedAddress {
  options: Omit<AttachedStoreOptions, "apiKey" | "model">;
  model?: string;
}

const names = ["attach", "vector", "archive", "model", "fields", "exact", "ef", "exact_below"];

/** Whether an address is one of a collection of somebody else. */
export function isAttached(address: URL): boolean {
  return address.searchParams.has("attach");
}

/**
 * Reads `http://HOST:6333?attach=COLLECTION&vector=NAME&archive=NAME&model=ID&fields=COLUMN:PAYLOAD_KEY,...`, or
 * `?attach=FILE.json` with the same as JSON (`collection` in place of `attach`, `fields` as an object).
 *
 * @throws AppError `invalid_input` that names what is wrong
 */
export function readAttachedOptions(address: URL): AttachedAddress {
  const given = Object.fromEntries(address.searchParams);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) throw invalid(`there is no option ${unknown} with attach; there is ${names.join(", ")}`);
  const { attach, fields, exact, ef, exact_below, ...others } = given;
  const written = attach.endsWith(".json")
    ? { ...readJson(attach), ...others }
    : { collection: attach, ...others, ...(fields === undefined ? {} : { fields: readFields(fields) }) };
  const parsed = attachedSchema.safeParse(written);
  if (!parsed.success) {
    const [{ path, message }] = parsed.error.issues;
    throw invalid(`${path.join(".") || "attach"}: ${message}`);
  }
  const { model, ...collection } = parsed.data;
  const search = { exact: exact === "true", ef: whole("ef", ef), exactBelow: whole("exact_below", exact_below) };
  return { options: { url: address.origin + address.pathname.replace(/\/$/, ""), ...collection, search }, model };
}

function readFields(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(",").map((pair) => {
      const at = pair.indexOf(":");
      if (at < 1)
        throw invalid(`fields: write COLUMN:PAYLOAD_KEY, several with commas; ${JSON.stringify(pair)} is none`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function readJson(file: string): object {
  try {
    const json: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof json === "object" && json !== null) return json;
  } catch (error) {
    throw invalid(`${file} cannot be read as JSON (${(error as Error).message})`);
  }
  throw invalid(`${file} holds no JSON object`);
}

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d+$/.test(text)) return text === undefined ? undefined : Number(text);
  throw invalid(`${name}: expected a whole number`);
}

function invalid(message: string): AppError {
  return new AppError("invalid_input", `--store qdrant: ${message}`);
}
