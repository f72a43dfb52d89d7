import { readFile } from "node:fs/promises";
import { parseClassPrompts } from "@lesion-atlas/analysis";
import { AppError, type CallOptions, type Concept } from "@lesion-atlas/core";

/**
 * The classes of `--classes "a;b"` (with `--template`), or of the file of `--prompts`, of which `--classes` then chooses.
 *
 * @throws AppError `invalid_input` for neither, and a file that cannot be read.
 */
export async function askedClasses(
  { classes, prompts, template }: { classes?: string; prompts?: string; template?: string[] },
  { signal }: CallOptions = {},
): Promise<Concept[]> {
  const names = classes
    ?.split(";")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names === undefined && prompts === undefined) {
    throw new AppError(
      "invalid_input",
      'name the classes with --classes "a;b", or give a file of prompts with --prompts',
    );
  }
  if (prompts === undefined) return names!.map((name) => ({ name, terms: [name], templates: template }));
  if (template)
    throw new AppError("invalid_input", "--template is for --classes alone: the prompts of a file stand as they are");
  const text = await readFile(prompts, { encoding: "utf8", signal }).catch((error: Error) => {
    throw new AppError("invalid_input", `${prompts} cannot be read: ${error.message}`, { cause: error });
  });
  return parseClassPrompts(text, prompts, names);
}
