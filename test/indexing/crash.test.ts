import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { imageId } from "@lesion-atlas/core";
import { expect, onTestFinished, test } from "vitest";
import { temporaryFolder } from "../../packages/indexer/test/support/temporary-folder.ts";
import { drawnArchive, keyOf } from "./support/drawn-archive.ts";
import { openStore } from "./support/open-store.ts";
import { run } from "./support/run.ts";
import { temporaryStore } from "./support/temporary-store.ts";
import { storedImages } from "./support/stored-images.ts";

const program = fileURLToPath(new URL("fixtures/index-process.ts", import.meta.url));
const count = 60;

/** Runs the program and kills it with SIGKILL at its first progress beyond `until` keys. @returns the last `done` it acknowledged */
async function killedAfter(until: number, folder: string, path: string): Promise<{ done: number; killed: boolean }> {
  const child = spawn(process.execPath, [program, folder, path], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  let done = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    done = (JSON.parse(line) as { done: number }).done;
    if (done > until) child.kill("SIGKILL");
  }
  const [code, signal] = await exited;
  expect(code === 0 || signal === "SIGKILL", `it ended with ${code ?? signal}`).toBe(true);
  return { done, killed: signal === "SIGKILL" };
}

test("two processes that index one archive at once leave each image once", async () => {
  const folder = await drawnArchive(24);
  const path = join(await temporaryFolder(), "store.sqlite");
  const ended = await Promise.all([killedAfter(24, folder, path), killedAfter(24, folder, path)]);
  for (const process of ended) expect(process).toEqual({ done: 24, killed: false });
  const store = await openStore(path);
  onTestFinished(() => store.close());
  expect((await storedImages(store)).size).toBe(24);
  expect(await run(folder, store)).toMatchObject({ stored: 0, unchanged: 24 });
});

test("kill -9 loses nothing that was acknowledged and doubles nothing", async () => {
  const folder = await drawnArchive(count);
  const path = join(await temporaryFolder(), "store.sqlite");
  let acknowledged = 0;
  let kills = 0;
  for (const until of [0, 14, 30, 49]) {
    const { done, killed } = await killedAfter(until, folder, path);
    if (killed) kills++;
    acknowledged = Math.max(acknowledged, done);
    const store = await openStore(path);
    const stored = await storedImages(store);
    expect(stored.size).toBeGreaterThanOrEqual(acknowledged);
    for (let n = 0; n < acknowledged; n++) {
      const image = stored.get(keyOf(n));
      expect(image?.id, keyOf(n)).toBe(imageId("drawn", keyOf(n)));
    }
    await store.close();
  }
  expect(kills).toBeGreaterThanOrEqual(3);

  const store = await openStore(path);
  onTestFinished(() => store.close());
  const { stored, unchanged, rejected } = await run(folder, store);
  expect({ all: stored + unchanged, rejected }).toEqual({ all: count, rejected: 0 });
  const resumed = await storedImages(store);
  expect((await run(folder, store)).calls).toMatchObject({ reads: [], encoded: 0, written: 0 });
  const whole = await temporaryStore();
  await run(folder, whole);
  expect(resumed).toEqual(await storedImages(whole));
});
