import { AppError, type Concept, type Model } from "@lesion-atlas/core";
import { bareReference, defaultTemplates } from "./default-templates.ts";

/**
 * The templates of a concept: its own, else the model's, else the four defaults.
 *
 * @throws AppError `invalid_input` for a template without exactly one `{}`.
 */
export function templatesOf(concept: Concept, model: Pick<Model, "templates">): readonly string[] {
  const templates = concept.templates ?? (model.templates.length > 0 ? model.templates : defaultTemplates);
  for (const template of templates) checkTemplate(template);
  return templates;
}

/** @throws AppError `invalid_input` unless the template has exactly one `{}`. */
export function checkTemplate(template: string): void {
  if (template.split("{}").length === 2) return;
  throw new AppError(
    "invalid_input",
    `the template ${JSON.stringify(template)} needs exactly one {} where the term goes`,
  );
}

/** The prompt of one term: the term in the place of `{}`. */
export function fillTemplate(template: string, term: string): string {
  return template.replace("{}", () => term.trim());
}

/**
 * What the template says when it says nothing of any concept (DOMAIN.md, 6): without ` of {}`, else without `{}` and the
 * spaces round it (one space stays between two words), else, where no word is left, "skin".
 */
export function referencePrompt(template: string): string {
  const reference = template.includes(" of {}")
    ? template.replace(" of {}", "")
    : template
        .replace(/(?<before>[\p{L}\p{N}])?\s*\{\}\s*(?<after>[\p{L}\p{N}])?/u, (_, before = "", after = "") =>
          before !== "" && after !== "" ? `${before} ${after}` : before + after,
        )
        .trim();
  return /[\p{L}\p{N}]/u.test(reference) ? reference : bareReference;
}
