import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const script = fileURLToPath(new URL("./fixtures/ending-process.ts", import.meta.url));

/** @returns the exit code, or the signal that ended the process */
function endOf(way: string): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, way], { stdio: ["ignore", "inherit", "inherit"], timeout: 40_000 });
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? signal!));
  });
}

test("a process whose lanes are idle ends by itself, without close()", async () => {
  expect(await endOf("without close")).toBe(0);
});

test("process.exit() in the middle of a run keeps its exit code", async () => {
  expect(await endOf("exit in a run")).toBe(3);
});

test("close() in the middle of a run cancels it, and then no thread keeps the process", async () => {
  expect(await endOf("close in a run")).toBe(4);
});
