import { describe, expect, test } from "vitest";
import { defaultTemplates, fillTemplate, referencePrompt, templatesOf } from "../src/index.ts";

describe("prompts", () => {
  test.each([
    ["This is dermoscopy of {}", "This is dermoscopy"],
    ["This is a skin image of {}.", "This is a skin image."],
    ["a lesion with {}", "a lesion with"],
    ["{} in skin", "in skin"],
    ["skin with {} inside", "skin with inside"],
    ["skin with {}.", "skin with."],
    ["{}", "skin"],
    [" {} ", "skin"],
    ["{}.", "skin"],
  ])("the reference prompt of %j is %j", (template, reference) => {
    expect(referencePrompt(template)).toBe(reference);
  });

  test("a term goes in as it is, without the spaces round it", () => {
    expect(fillTemplate("skin with {}.", " $& and $1 ")).toBe("skin with $& and $1.");
  });

  test("a concept's own templates win over the model's, and these over the defaults", () => {
    const concept = { name: "hair", terms: ["hair"] };
    expect(templatesOf({ ...concept, templates: ["own {}"] }, { templates: ["model {}"] })).toEqual(["own {}"]);
    expect(templatesOf(concept, { templates: ["model {}"] })).toEqual(["model {}"]);
    expect(templatesOf(concept, { templates: [] })).toEqual(defaultTemplates);
    expect(defaultTemplates).toHaveLength(4);
  });

  test.each(["no place", "{} and {}"])("the template %j is refused", (template) => {
    expect(() => templatesOf({ name: "hair", terms: ["hair"], templates: [template] }, { templates: [] })).toThrow(
      /needs exactly one \{\}/,
    );
  });
});
