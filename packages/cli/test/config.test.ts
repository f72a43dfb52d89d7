import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { AppError } from "@lesion-atlas/core";
import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";

describe("readConfig", () => {
  test("the store lies in LESION_HOME unless told otherwise", () => {
    const config = readConfig({}, { LESION_HOME: "some/home" });
    expect(config).toEqual({
      home: resolve("some/home"),
      store: { kind: "sqlite", path: resolve("some/home/store.sqlite") },
      storeGiven: false,
      model: undefined,
      json: false,
      quiet: false,
    });
  });

  test("flags win over the environment", () => {
    const environment = { LESION_HOME: "h", LESION_STORE: "sqlite:env.sqlite", LESION_MODEL: "env" };
    const store = { path: resolve("env.sqlite") };
    expect(readConfig({}, environment)).toMatchObject({ model: "env", store, storeGiven: true });
    expect(readConfig({ model: "flag", store: "sqlite:/x/flag.sqlite" }, environment)).toMatchObject({
      model: "flag",
      store: { path: resolve("/x/flag.sqlite") },
    });
  });

  test("an empty variable is an unset one, and ~ is the user's folder", () => {
    const config = readConfig({}, { LESION_HOME: "~/atlas", LESION_STORE: " ", LESION_MODEL: "" });
    expect(config).toMatchObject({ home: join(homedir(), "atlas"), model: undefined });
    expect(config.store.path).toBe(join(homedir(), "atlas", "store.sqlite"));
  });

  test("without LESION_HOME it is the platform's data folder", () => {
    expect(readConfig({}, {}).home).toMatch(/lesion-atlas/);
  });

  test("sqlite: takes a URL's slashes too", () => {
    expect(readConfig({ store: "sqlite:///x/a.sqlite" }, {}).store.path).toBe(resolve("/x/a.sqlite"));
  });

  test.each(["a.sqlite", "sqlite:", "postgres://x"])("the store %s is refused with an example", (store) => {
    const read = () => readConfig({ store }, {});
    expect(read).toThrow(AppError);
    expect(read).toThrow(/sqlite:PATH, for instance/);
  });
});
