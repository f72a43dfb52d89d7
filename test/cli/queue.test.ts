import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawnIsicArchive, isicKey } from "../support/drawn-isic-archive.ts";
import { lesionScript, runLesion } from "../support/lesion-command.ts";
import { type OwnRedis, hasOwnRedis, needsOwnRedis, startOwnRedis } from "../support/redis/start-own-redis.ts";

describe.skipIf(!hasOwnRedis)(`lesion index --queue${needsOwnRedis}`, () => {
  let folder: string;
  let location: string;
  let redis: OwnRedis;
  const children: ChildProcess[] = [];
  const env = () => ({ LESION_REDIS_URL: redis.url });
  const lesion = (words: string[], changes: Record<string, string> = {}) =>
    runLesion(words, { home: join(folder, "home"), env: { ...env(), ...changes } });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "lesion-cli-queue-"));
    location = await drawnIsicArchive(join(folder, "archive"), 8);
    writeFileSync(join(location, "images", `${isicKey(5)}.jpg`), "no image");
    redis = await startOwnRedis();
  });
  afterAll(async () => {
    for (const child of children) child.kill("SIGKILL");
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A `lesion` that goes on, and its first line of stdout. */
  async function startLesion(
    words: string[],
    home: string,
  ): Promise<{ child: ChildProcess; first: string; log(): string }> {
    const child = spawn(process.execPath, [lesionScript, ...words], {
      env: { ...process.env, LESION_HOME: join(folder, home), ...env() },
      stdio: ["ignore", "pipe", "pipe"],
    });
    children.push(child);
    let log = "";
    child.stderr.on("data", (text: Buffer) => (log += String(text)));
    const [first] = (await once(child.stdout, "data")) as [Buffer];
    return { child, first: String(first), log: () => log };
  }

  test("a worker does what is queued; status, runs and rejects tell of it; SIGTERM ends the worker", async () => {
    const detached = await lesion(["index", location, "--archive", "drawn", "--queue", "--detach", "--json"]);
    expect(detached.code, detached.stderr).toBe(0);
    const { id, state } = detached.json<{ id: string; state: string }>();
    expect(state).toBe("waiting");
    expect(detached.stderr).toMatch(
      /No worker plans or indexes runs of the model demo [0-9a-f]{12}, .*: lesion worker --model demo\n/,
    );
    expect((await lesion(["status"])).stdout).toContain("No worker is at work: lesion worker starts one.");
    const { child, first, log } = await startLesion(["worker", "--embedding-cache", "--json"], "home");
    expect(JSON.parse(first)).toMatchObject({ event: "working", model: "demo" });

    const status = await lesion(["status"]);
    expect(status.stdout).toMatch(/^1 worker at work: 1 on .+ \(demo [0-9a-f]{12}\)$/m);
    const watched = await lesion(["status", id, "--watch", "--json"]);
    expect(watched.events().filter(({ event }) => event === "warning")).toEqual([]);
    expect(watched.code, watched.stderr).toBe(3);
    expect(watched.events().at(-1)).toMatchObject({
      event: "done",
      run_id: id,
      state: "completed",
      stored: 7,
      rejected: 1,
    });
    const again = await lesion(["index", location, "--archive", "drawn", "--queue", "--json"]);
    expect(again.events().at(-1)).toMatchObject({ event: "done", stored: 0, unchanged: 7, rejected: 1 });
    expect(again.events().filter(({ event }) => event === "warning")).toEqual([]);
    const elsewhere = ["--store", `sqlite:${join(folder, "elsewhere.sqlite")}`];
    const astray = await lesion(["index", location, "--archive", "drawn", "--queue", "--json", ...elsewhere]);
    expect(astray.events().filter(({ event }) => event === "warning")).toMatchObject([
      { message: expect.stringMatching(/^the worker stores in .*home.*the run was started for .*elsewhere\.sqlite/) },
    ]);
    const rejects = await lesion(["runs", "rejects", id]);
    expect(rejects.stdout).toMatch(new RegExp(`^key,file,reason\n${isicKey(5)},images/${isicKey(5)}.jpg,`));
    const list = await lesion(["runs", "list"]);
    expect(list.stdout.match(/completed/g)).toHaveLength(3);
    expect((await lesion(["runs", "cancel", id, "--json"])).json()).toMatchObject({ state: "completed" });
    expect((await lesion(["status", "--json"])).json()).toMatchObject({
      runs: [{}, {}, { id }],
      archives: [{ images: 7, last_run: { stored: 0, unchanged: 7, updated: 0, rejected: 1, deleted: 0 } }],
    });

    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(log()).not.toMatch(/"level":"(warn|error)"/);
    expect((await lesion(["status", "--json"])).json()).toMatchObject({ workers: [] });
    const cache = new DatabaseSync(join(folder, "home", "cache", "embeddings.sqlite"), { readOnly: true });
    expect(cache.prepare("SELECT count(*) AS entries FROM embedding").get()).toEqual({ entries: 7 });
    cache.close();
  });

  test("serve --worker begins with an empty store and indexes what it is asked to", async () => {
    const { child, first } = await startLesion(["serve", "--worker", "--port", "0", "--json"], "served");
    const { url } = JSON.parse(first) as { url: string };
    const body = JSON.stringify({ id: "served", archive: "drawn", location });
    const started = await fetch(`${url}/v1/runs`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
    expect(started.status).toBe(202);
    const events = await (await fetch(`${url}/v1/runs/served/events`)).text();
    expect(events).toContain('"state":"completed"');
    expect(await (await fetch(`${url}/v1/archives`)).json()).toMatchObject({
      archives: [{ name: "drawn", images: 7 }],
    });
    expect((await fetch(`${url}/queues`)).status).toBe(200);
    child.kill("SIGTERM");
    await once(child, "exit");
  });

  test("doctor names a Redis that may lose jobs, and one that does not answer", async () => {
    const lossy = await startOwnRedis({ settings: { appendonly: "no", "maxmemory-policy": "allkeys-lru" } });
    const doctor = await lesion(["doctor"], { LESION_REDIS_URL: lossy.url });
    expect(doctor.stdout).toMatch(/maxmemory-policy allkeys-lru and may throw jobs away/);
    expect(doctor.stdout).toMatch(/no append-only file and forgets jobs/);
    await lossy.stop();
    const gone = await lesion(["doctor", "--json"], { LESION_REDIS_URL: lossy.url });
    expect(gone.code).toBe(1);
    expect(gone.json()).toMatchObject({ redis: { problem: expect.stringMatching(/does not answer/) } });
  });

  test("words that make no sense are refused", async () => {
    for (const words of [["--detach"], ["--queue", "--dry-run"], ["--priority", "3"]]) {
      expect((await lesion(["index", location, "--archive", "drawn", ...words])).code).toBe(2);
    }
    expect((await lesion(["runs", "list"], { LESION_REDIS_URL: "" })).code).toBe(2);
  });
});
