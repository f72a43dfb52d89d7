import { expect, test } from "vitest";
import { chooseModel } from "../src/choose-model.ts";

const models = (...ids: string[]) => ids.map((id) => ({ id }));

test("the model asked for, or an error with those there are", () => {
  expect(chooseModel(models("a", "b"), { wanted: "b", preferred: ["a"] })).toEqual({ id: "b" });
  expect(() => chooseModel(models("b", "a"), { wanted: "c" })).toThrow("there is no model c; there is a, b");
  expect(() => chooseModel([], { wanted: "c" })).toThrow(/there is no model c: import .* lesion models import/);
});

test("the only one that the store knows, else the only one there is, else the demo's", () => {
  expect(chooseModel(models("a", "demo"), { preferred: ["a", "gone"] })).toEqual({ id: "a" });
  expect(chooseModel(models("a"), { preferred: ["gone"] })).toEqual({ id: "a" });
  expect(chooseModel(models("a", "demo"))).toEqual({ id: "demo" });
  expect(chooseModel(models("a", "b", "demo"), { preferred: ["a", "b"] })).toEqual({ id: "demo" });
});

test("without a reason to take one, the choice is the user's", () => {
  expect(() => chooseModel(models("b", "a"))).toThrow("choose a model with --model or LESION_MODEL: a, b");
  expect(() => chooseModel([])).toThrow(/no model yet: import a checkpoint/);
});
