import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const instructions = readFileSync(join(root, "Dockerfile"), "utf8")
  .replaceAll(/^#.*\n/gm, "")
  .replaceAll(/\\\n\s*/g, "")
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map((line) => ({ name: line.split(" ")[0], words: line.split(" ").slice(1) }));
const having = (name: string) => instructions.filter((instruction) => instruction.name === name);
const ignored = readFileSync(join(root, ".dockerignore"), "utf8").split("\n");

test("every stage starts from one pinned Node, the one that the tests run on", () => {
  const argument = having("ARG")[0].words[0];
  expect(argument).toMatch(/^NODE_IMAGE=node:\d+\.\d+\.\d+-[a-z]+-slim$/);
  const stages = having("FROM").map(({ words }) => words[2]);
  for (const { words } of having("FROM")) expect(["${NODE_IMAGE}", ...stages]).toContain(words[0]);
  const { node } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).devDependencies;
  expect(argument).toContain(`node:${node}-`);
});

test("what COPY takes from the folder exists, and .dockerignore lets it through", () => {
  const copied = having("COPY").filter(({ words }) => !words[0].startsWith("--from"));
  expect(copied.length).toBeGreaterThan(2);
  for (const path of copied.flatMap(({ words }) => words.slice(0, -1))) {
    expect(existsSync(join(root, path)), path).toBe(true);
    expect(ignored, path).toContain(`!${path}`);
  }
  expect(ignored[1]).toBe("*");
});

test("what COPY takes from a stage names a stage, and the last one has what lesion needs", () => {
  const lastStage = instructions.slice(instructions.lastIndexOf(having("FROM").at(-1)!));
  const targets = lastStage.filter(({ name }) => name === "COPY").map(({ words }) => words.at(-1));
  expect(targets).toEqual(expect.arrayContaining(["node_modules", "packages", "models"]));
  const stages = having("FROM").map(({ words }) => words[2]);
  for (const { words } of having("COPY")) {
    const from = /^--from=(.+)$/.exec(words[0])?.[1];
    if (from !== undefined) expect(stages).toContain(from);
  }
});

test("it runs as a user with a number, without root, and starts a script that exists", () => {
  const users = having("USER").map(({ words }) => words[0]);
  expect(users).toEqual(["1000:1000"]);
  const [, script] = JSON.parse(having("ENTRYPOINT")[0].words.join(" ")) as string[];
  expect(existsSync(join(root, script.replace("/app/", "")))).toBe(true);
  expect(instructions.findIndex(({ name }) => name === "USER")).toBeLessThan(
    instructions.findIndex(({ name }) => name === "ENTRYPOINT"),
  );
});
