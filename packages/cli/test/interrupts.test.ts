import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("fixtures/stubborn-process.ts", import.meta.url));

test("the first Ctrl-C aborts, even when it arrives twice; a second one ends the process at once with 130", async () => {
  const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "pipe"] });
  let remarks = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (remarks += text));
  const exited = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  expect(await lines.next()).toMatchObject({ value: "ready" });
  child.kill("SIGINT");
  expect(await lines.next()).toMatchObject({ value: "aborted" });
  child.kill("SIGINT");
  await setTimeout(400);
  expect(child.exitCode).toBeNull();
  expect(remarks.match(/Ctrl-C again ends at once/g)).toHaveLength(1);
  child.kill("SIGINT");
  expect(await exited).toEqual([130, null]);
});
