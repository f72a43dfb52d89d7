import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const here = "packages/search-api/test";
const table = readFileSync(join(root, "docs/security.md"), "utf8");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
const threats = table
  .split("\n")
  .filter((line) => line.startsWith("| ") && !/^\| (Threat|---)/.test(line))
  .map((line) => line.split(" | "))
  .map(([threat, , shown]) => ({ threat: threat.slice(2), shown }));

/** A test file by the name that the page gives it. */
const fileOf = (name: string) => join(root, name.includes("/") ? name : `${here}/${name}`);

test("docs/security.md has threats", () => expect(threats.length).toBeGreaterThan(15));

test.each(threats)("$threat: what shows it is there", ({ shown }) => {
  let file = fileOf("security.test.ts");
  let named = 0;
  for (const [, code, quoted] of shown.matchAll(/`([^`]+)`|"([^"]+)"/g)) {
    if (code === undefined) {
      named += 1;
      expect(readFileSync(file, "utf8").includes(quoted), `${file}: ${quoted}`).toBe(true);
    } else if (/^[\w./-]+\.(test\.ts|ts|sh)$/.test(code)) {
      file = fileOf(code);
      expect(existsSync(file), file).toBe(true);
      if (!code.endsWith(".test.ts")) named += 1;
    } else if (code.startsWith("npm run ")) {
      named += 1;
      expect(Object.keys(scripts)).toContain(code.slice("npm run ".length));
    } else {
      expect(readFileSync(file, "utf8").includes(code), `${file}: ${code}`).toBe(true);
    }
  }
  expect(named).toBeGreaterThan(0);
});
