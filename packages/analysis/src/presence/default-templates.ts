/** Prompts for models that bring none (DOMAIN.md, 6): all of them together, for every archive. */
export const defaultTemplates: readonly string[] = [
  "This is dermoscopy of {}",
  "This is dermatoscopy of {}",
  "This is skin image of {}",
  "This is dermatology image of {}",
];

/** The reference prompt of a template that says nothing but `{}`. */
export const bareReference = "skin";
