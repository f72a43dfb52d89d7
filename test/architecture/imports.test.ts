import { globSync, readFileSync } from "node:fs";
import { relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Which packages each may import, beside itself (DESIGN: everyone may import core). */
const allowed: Record<string, readonly string[]> = {
  core: [],
  compute: ["core"],
  encoder: ["core", "compute"],
  store: ["core", "compute"],
  indexer: ["core"],
  analysis: ["core", "compute"],
  "search-api": ["core", "analysis"],
  phantom: ["core"],
  dashboard: ["search-api"],
  cli: ["core", "compute", "encoder", "store", "indexer", "analysis", "phantom", "search-api", "dashboard"],
};

/** Modules that only one package may import. */
const owned: Record<string, string> = { "onnxruntime-node": "compute", commander: "cli" };

const sources = sourcesOf(["packages/*/src/**/*.{ts,tsx}"]);

function sourcesOf(patterns: string[]) {
  return globSync(patterns, { cwd: root }).map((file) => {
    const text = readFileSync(resolve(root, file), "utf8");
    const imports = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\.meta\.resolve)\s*\(?\s*"([^"]+)"/g)].map(
      (found) => found[1],
    );
    return { file: file.replaceAll(sep, "/"), package: file.split(sep)[1], text, imports };
  });
}

/** Names of the packages that some files import, without Node's own, in order. */
function packagesIn(files: readonly { imports: readonly string[] }[]): string[] {
  const modules = files.flatMap((file) => file.imports).filter((name) => !/^(\.|node:)/.test(name));
  const names = modules.map((module) => /^(@[^/]+\/)?[^/]+/.exec(module)![0]);
  return [...new Set(names)].sort();
}

function manifestOf(folder: string) {
  return JSON.parse(readFileSync(resolve(root, folder, "package.json"), "utf8"));
}

describe("architecture", () => {
  test("there are sources to look at, each in a package this test knows", () => {
    expect(sources.length).toBeGreaterThan(10);
    expect([...new Set(sources.map((source) => source.package))].filter((name) => !(name in allowed))).toEqual([]);
  });

  test("packages import only what they may", () => {
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter((name) => {
          if (name.startsWith(".")) {
            const target = relative(root, resolve(root, source.file, "..", name)).split(sep);
            return target[0] !== "packages" || target[1] !== source.package;
          }
          const inner = /^@lesion-atlas\/([^/]+)(.*)$/.exec(name);
          if (inner) return inner[2] !== "" || ![...allowed[source.package], source.package].includes(inner[1]);
          return owned[name] !== undefined && owned[name] !== source.package;
        })
        .map((name) => `${source.file} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  test("core imports nothing but zod and Node's crypto", () => {
    const names = sources.filter((source) => source.package === "core").flatMap((source) => source.imports);
    expect([...new Set(names.filter((name) => !name.startsWith(".")))].sort()).toEqual(["node:crypto", "zod"]);
  });

  test("a package declares what it imports, all of it and nothing else", () => {
    for (const name of Object.keys(allowed)) {
      const { dependencies = {} } = manifestOf(`packages/${name}`);
      const own = sources.filter((source) => source.package === name);
      expect(packagesIn(own), `packages/${name}/package.json`).toEqual(Object.keys(dependencies).sort());
    }
  });

  test("what the repository declares for its tests, benches and scripts is used there", () => {
    const tools = ["@types/node", "@types/autocannon", "@types/yauzl", "node", "oxfmt", "oxlint", "typescript"];
    const { devDependencies } = manifestOf(".");
    const others = sourcesOf(["packages/*/{test,scripts}/**/*.ts", "{test,bench,figures}/**/*.ts"]);
    const used = packagesIn(others).filter((name) => !name.startsWith("@lesion-atlas/"));
    expect(Object.keys(devDependencies).filter((name) => !tools.includes(name) && !used.includes(name))).toEqual([]);
  });

  test("process.env is read in cli/config.ts only", () => {
    const readers = sources.filter((source) => source.text.includes("process.env")).map((source) => source.file);
    expect(readers.filter((file) => file !== "packages/cli/src/config.ts")).toEqual([]);
  });

  test("a file holds one thing: 250 lines at most, and index.ts only re-exports", () => {
    const long = sources.filter((source) => source.text.split("\n").length > 251).map((source) => source.file);
    expect(long).toEqual([]);
    const busy = sources.filter(
      (source) =>
        source.file.endsWith("/src/index.ts") &&
        source.package !== "cli" &&
        source.text.split("\n").some((line) => line.trim() !== "" && !/^(export|import|\/\*\*| \*|\}|  )/.test(line)),
    );
    expect(busy.map((source) => source.file)).toEqual([]);
  });
});
