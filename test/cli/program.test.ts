import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { lesionScript, runLesion } from "../support/lesion-command.ts";

const home = mkdtempSync(join(tmpdir(), "lesion-program-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const lesion = (...words: string[]) => runLesion(words, { home });

describe("lesion", () => {
  test("--version and --help end with 0; help has the options of every command and the notice", async () => {
    const version = await lesion("--version");
    expect(version).toMatchObject({ code: 0, stderr: "" });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = await lesion("--help");
    expect(help).toMatchObject({ code: 0, stderr: "" });
    for (const word of [
      "--json",
      "--store",
      "--model",
      "--quiet",
      "LESION_HOME",
      "130 interrupted",
      "Research use only; not a medical device",
    ]) {
      expect(help.stdout).toContain(word);
    }
  });

  test("a command's help has examples, the global options and the notice", async () => {
    const { code, stdout } = await lesion("phantom", "--help");
    expect(code).toBe(0);
    for (const word of ["Examples:\n  $ lesion phantom ", "--count <n>", "--json", "Research use only"]) {
      expect(stdout).toContain(word);
    }
  });

  test(
    "each command's help begins with what it does and ends with an example of itself",
    { timeout: 60_000 },
    async () => {
      const commands = ["serve", "keys", "keys create", "keys list", "keys revoke", "concepts", "concepts list"];
      commands.push("concepts show", "concepts distribution", "concepts fit", "facets", "store", "store migrate");
      commands.push("store backup", "store restore", "store attach", "doctor", "search", "similar", "classify");
      for (const command of commands) {
        const { stdout } = await lesion(...command.split(" "), "--help");
        expect(stdout, command).toMatch(/^Usage: .*\n\n[A-Z]/);
        expect(stdout.split("Examples:")[1], command).toContain(`$ lesion ${command.split(" ")[0]}`);
      }
    },
  );

  test.each([
    [["nonsense"], "unknown command 'nonsense'"],
    [["phantom", "x", "--count", "1", "--frobnicate"], "unknown option '--frobnicate'"],
    [["phantom", "x", "--count", "none"], "Give a whole number from 1 to 9999999"],
    [["index", "x", "--archive", "x", "--force"], "--force says how much --prune may delete"],
    [["phantom", "x", "--count", "1", "--store", "x.sqlite"], "sqlite:PATH"],
  ])("wrong usage %j ends with 2 and says what is wrong", async (words, sentence) => {
    const run = await lesion(...words);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(sentence);
    expect(run.stdout).toBe("");
  });

  test("with --json an error is a problem object on stdout", async () => {
    const run = await lesion("phantom", "x", "--count", "1", "--store", "x.sqlite", "--json");
    expect(run.code).toBe(2);
    expect(run.json()).toMatchObject({ title: "invalid input", code: "invalid_input", retryable: false });
    const usage = await lesion("search", "x", "--json", "--frobnicate");
    expect(usage.code).toBe(2);
    expect(usage.json()).toMatchObject({ code: "invalid_input", detail: "unknown option '--frobnicate'" });
  });
});

describe("lesion phantom", () => {
  test("writes an archive and prints events", async () => {
    const out = join(home, "phantoms");
    const run = await lesion("phantom", out, "--count", "3", "--seed", "7", "--size", "96x72", "--no-plant", "--json");
    expect(run.code).toBe(0);
    const events = run.events();
    expect(events[0]).toMatchObject({
      event: "start",
      images: 3,
      notice: expect.stringContaining("Research use only"),
    });
    expect(events.at(-1)).toMatchObject({ event: "done", images: 3, duration_ms: expect.any(Number) });
    expect(readdirSync(join(out, "images"))).toHaveLength(3);
    expect(readFileSync(join(out, "metadata.csv"), "utf8").trim().split("\n")).toHaveLength(4);
    const other = await lesion("phantom", out, "--count", "4", "--seed", "7");
    expect(other.code).toBe(1);
    expect(other.stderr).toContain("holds an archive of other options");
  });
});

describe("a Node that is too old", () => {
  const pretend = `data:text/javascript,Object.defineProperty(process.versions, "node", { value: "20.19.0" })`;

  test("the command runs on the repository's own, with its exit code", async () => {
    const help = await runLesion(["phantom", "--help"], { home, nodeArguments: ["--import", pretend] });
    expect(help).toMatchObject({ code: 0, stderr: "" });
    expect(help.stdout).toContain("lesion phantom");
    expect(await runLesion(["nonsense"], { home, nodeArguments: ["--import", pretend] })).toMatchObject({ code: 2 });
  });

  test("Ctrl-C reaches it: it stops with 130", async () => {
    const words = ["phantom", join(home, "stopped"), "--count", "640", "--size", "64x48", "--no-masks", "--json"];
    let asked = false;
    const stopped = await runLesion(words, {
      home,
      nodeArguments: ["--import", pretend],
      onOutput: (child, { stdout }) => {
        if (!asked && stdout.includes('"progress"')) asked = child.kill("SIGINT");
      },
    });
    expect(stopped.code).toBe(130);
    expect(stopped.stderr).toContain("Ctrl-C again ends at once");
    expect(stopped.events().at(-1)).toMatchObject({ event: "error", code: "cancelled" });
    expect(existsSync(join(home, "stopped", "images"))).toBe(true);
    expect(existsSync(join(home, "stopped", "metadata.csv"))).toBe(false);
  });

  test("where there is no other, one sentence says what to install", async () => {
    const script = join(home, "lesion.mjs");
    cpSync(lesionScript, script);
    const run = await runLesion(["--help"], { home, nodeArguments: ["--import", pretend], script });
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toMatch(/^lesion: Node 20\.19\.0 is too old: install Node 24\.15 or newer, .*\n$/);
  });
});
