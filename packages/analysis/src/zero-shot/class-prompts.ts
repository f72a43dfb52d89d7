import { AppError, type Concept } from "@lesion-atlas/core";
import { z } from "zod";

/** Classes with whole prompts, as a file or a request has them. */
export const classPromptsSchema = z.record(
  z.string().min(1),
  z.union([z.array(z.string()), z.record(z.string(), z.union([z.string(), z.boolean(), z.number()]))]),
);

const agreed = new Set(["yes", "true", "1"]);

export type ClassPrompts = z.infer<typeof classPromptsSchema>;

/**
 * Reads classes with whole prompts from JSON as language models are asked to write it and as the paper's repository
 * keeps it: `{ "class": ["prompt", ...] }`, or `{ "class": { "question or statement": "yes" | "no" } }`, of which the
 * lines answered yes are the class's prompts. A prompt is asked as it stands, without a template.
 *
 * @param name what to call the file in errors
 * @param only the classes to take, in this order; all of the file unless given
 * @throws AppError `invalid_input` for another shape, a class that is not there, or one without a prompt.
 */
export function parseClassPrompts(text: string, name: string, only?: readonly string[]): Concept[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AppError("invalid_input", `${name} is no JSON: ${(error as Error).message}`, { cause: error });
  }
  const parsed = classPromptsSchema.safeParse(json);
  if (!parsed.success) {
    const place = parsed.error.issues[0].path.join(".") || "the file";
    throw new AppError(
      "invalid_input",
      `${name}: ${place}: expected { "class": ["prompt", ...] } or { "class": { "prompt": "yes" or "no" } }`,
    );
  }
  return classesOfPrompts(parsed.data, name, only);
}

/** As `parseClassPrompts`, of what was read already. */
export function classesOfPrompts(
  read: ClassPrompts,
  name: string,
  only: readonly string[] = Object.keys(read),
): Concept[] {
  return only.map((className) => {
    const prompts = Object.hasOwn(read, className) ? read[className] : undefined;
    if (prompts === undefined) {
      const there = Object.keys(read).slice(0, 20).join("; ");
      throw new AppError("invalid_input", `${name} has no class ${JSON.stringify(className)}; it has ${there}`);
    }
    const lines = Array.isArray(prompts)
      ? prompts
      : Object.entries(prompts).flatMap(([line, answer]) => (agreed.has(String(answer).toLowerCase()) ? [line] : []));
    const terms = [...new Set(lines.map((line) => line.trim()).filter((line) => line !== ""))];
    if (terms.length === 0)
      throw new AppError("invalid_input", `${name}: the class ${JSON.stringify(className)} has no prompt`);
    return { name: className, terms, templates: ["{}"] };
  });
}
