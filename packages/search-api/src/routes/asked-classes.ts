import { classesOfPrompts, parseClassPrompts, templatesOf } from "@lesion-atlas/analysis";
import { AppError, type Concept, type Model } from "@lesion-atlas/core";
import type { Comparison } from "../schemas/classify-request.ts";

/** Prompts of one request, all classes together. */
const mostPrompts = 10_000;

/** Of a file of prompts, bytes. */
const largestFile = 4 * 2 ** 20;

/**
 * The classes of a request, named, or with whole prompts in its JSON or in a file.
 *
 * @throws AppError `invalid_input` for none or more than one of these; `too_large` for a large file, and for more than
 * 10,000 prompts in all.
 */
export async function askedClasses(
  { classes, prompts, only, templates }: Comparison,
  model: Model,
  file?: File,
): Promise<Concept[]> {
  if ([classes, prompts, file].filter((given) => given !== undefined).length !== 1) {
    throw new AppError("invalid_input", "name the classes in classes, or give their prompts: one of the two");
  }
  if (classes === undefined && templates !== undefined) {
    throw new AppError("invalid_input", "templates are for classes: prompts stand as they are");
  }
  if (classes !== undefined && only !== undefined) {
    throw new AppError("invalid_input", "only chooses among the classes of prompts: name those you want in classes");
  }
  if (file && file.size > largestFile) {
    throw new AppError("too_large", `the file of prompts has ${file.size} bytes; up to ${largestFile} are taken`);
  }
  const concepts =
    classes?.map(({ name, terms = [name] }): Concept => ({ name, terms, templates })) ??
    (file ? parseClassPrompts(await file.text(), "prompts", only) : classesOfPrompts(prompts!, "prompts", only));
  const count = concepts.reduce((sum, concept) => sum + concept.terms.length * templatesOf(concept, model).length, 0);
  if (count > mostPrompts) {
    throw new AppError("too_large", `${count} prompts are too many for one request: ${mostPrompts} at most`);
  }
  return concepts;
}
