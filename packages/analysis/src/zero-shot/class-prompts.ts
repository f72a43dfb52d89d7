import { AppError, type Concept } from "@lesion-atlas/core";
import { z } from "zod";

const fileSchema = z.record(
  z.string().min(1),
  z.union([z.array(z.string()), z.record(z.string(), z.union([z.string(), z.boolean(), z.number()]))]),
);

const agreed = new Set(["yes", "true", "1"]);

/**
 * Reads classes with whole prompts from JSON as language models are asked to write it and as the paper's repository
 * keeps it: `{ "class": ["prompt", ...] }`, or `{ "class": { "question or statement": "yes" | "no" } }`, of which the
 * lines answered yes are the class's prompts. A prompt is asked as it stands, without a template.
 *
 * @param name what to call the file in errors
 * @throws AppError `invalid_input` for another shape, or a class without a prompt.
 */
export function parseClassPrompts(text: string, name: string): Concept[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new AppError("invalid_input", `${name} is no JSON: ${(error as Error).message}`, { cause: error });
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const place = parsed.error.issues[0].path.join(".") || "the file";
    throw new AppError(
      "invalid_input",
      `${name}: ${place}: expected { "class": ["prompt", ...] } or { "class": { "prompt": "yes" or "no" } }`,
    );
  }
  return Object.entries(parsed.data).map(([className, prompts]) => {
    const lines = Array.isArray(prompts)
      ? prompts
      : Object.entries(prompts).flatMap(([line, answer]) => (agreed.has(String(answer).toLowerCase()) ? [line] : []));
    const terms = [...new Set(lines.map((line) => line.trim()).filter((line) => line !== ""))];
    if (terms.length === 0)
      throw new AppError("invalid_input", `${name}: the class ${JSON.stringify(className)} has no prompt`);
    return { name: className, terms, templates: ["{}"] };
  });
}
