import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isicServer } from "../../packages/indexer/test/isic-api/isic-server.ts";
import { drawnImage } from "../../packages/indexer/test/support/drawn-image.ts";
import { runLesion } from "../support/lesion-command.ts";
import { writeSmallCheckpoint } from "../support/small-checkpoint.ts";

const folder = mkdtempSync(join(tmpdir(), "lesion-pull-"));
const home = join(folder, "home");
const lesion = (...words: string[]) => runLesion(words, { home, env: { LESION_MODEL: "small" } });
const images = await Promise.all(
  Array.from({ length: 7 }, async (_, index) => ({
    isic_id: `ISIC_000000${index}`,
    license: "CC-BY",
    attribution: "Zoo",
    bytes: await drawnImage(index),
    acquisition: { image_type: "dermoscopic" },
    clinical: { sex: "female", diagnosis_3: "Nevus" },
  })),
);

interface PullEvent {
  event: string;
  done?: number;
  images?: number;
  present?: number;
  stored?: number;
  unchanged?: number;
  vanished?: string[];
  message?: string;
  location?: string;
}

beforeAll(async () => {
  const imported = await lesion("models", "import", writeSmallCheckpoint(join(folder, "checkpoint")), "--id", "small");
  expect(imported.code, imported.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("lesion pull isic stops at Ctrl-C, goes on where it was, and names what vanished", async () => {
  const server = await isicServer(images);
  const to = join(folder, "pulled");
  const words = ["pull", "isic", "--query", "sex:female", "--to", to, "--isic-url", server.url, "--json"];
  let lesionProcess: ChildProcess | undefined;
  let reachedFifth = false;
  let stopping = false;
  const stopAtFifth = () => {
    if (reachedFifth && !stopping) stopping = lesionProcess?.kill("SIGINT") ?? false;
  };
  server.trouble = (path, _, response) => {
    if (path === "/files/ISIC_0000003.jpg") response.writeHead(404).end();
    if (path === "/files/ISIC_0000005.jpg") reachedFifth = true;
    stopAtFifth();
    return reachedFifth || response.writableEnded;
  };
  const stopped = await runLesion(words, {
    home,
    onOutput(child) {
      lesionProcess = child;
      stopAtFifth();
    },
  });
  expect(stopped.code, stopped.stderr).toBe(130);
  expect(stopped.events<PullEvent>().at(-1)).toMatchObject({ event: "error", code: "cancelled" });
  expect(readdirSync(to)).not.toContain("metadata.csv");

  server.trouble = () => false;
  server.asked.length = 0;
  const events = (await lesion(...words)).events<PullEvent>();
  expect(events[0]).toMatchObject({ event: "start", query: "sex:female" });
  expect(events.find(({ event }) => event === "warning")?.message).toContain("ISIC_0000003");
  expect(events.at(-1)).toMatchObject({ event: "done", images: 6, vanished: ["ISIC_0000003"] });
  expect(server.asked.filter((path) => path.includes("/search/"))[0]).toContain("cursor=4");
  expect(readFileSync(join(to, "metadata.csv"), "utf8").split("\r\n")).toHaveLength(8);
});

test("lesion index isic:QUERY keeps the images in LESION_HOME, indexes them, and takes up what is new", async () => {
  const server = await isicServer(images.slice(0, 5));
  const words = ["--archive", "nevi", "--isic-url", server.url, "--json"];
  const first = (await lesion("index", "isic:diagnosis_3:Nevus", ...words)).events<PullEvent>();
  expect(first.at(-1)).toMatchObject({ event: "done", stored: 5 });
  const kept = join(home, "isic", "nevi");
  expect(first.find(({ event }) => event === "start")).toMatchObject({ location: kept, format: "isic" });
  expect(readdirSync(kept)).toContain("ISIC_0000004.jpg");

  const grown = await isicServer(images);
  const more = ["--archive", "nevi", "--isic-url", grown.url, "--json"];
  const second = (await lesion("index", "isic:diagnosis_3:Nevus", ...more)).events<PullEvent>();
  expect(second.at(-1)).toMatchObject({ event: "done", stored: 2, unchanged: 5 });
  expect(grown.asked.filter((path) => path.startsWith("/files/"))).toHaveLength(2);

  for (const [refused, sentence] of [
    [["isic:sex:male"], "was made of isic:"],
    [["isic:diagnosis_3:Nevus", "--limit", "2"], "was made with no --limit"],
    [["isic:diagnosis_3:Nevus", "--thumbnails-only"], "has its originals"],
  ] as const) {
    const run = await lesion("index", ...refused, ...more.slice(0, -1));
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(sentence);
  }
  expect(statSync(join(kept, "ISIC_0000006.jpg")).size).toBe(images[6].bytes.length);
});

test("--thumbnails-only says what it gives up, and the originals follow without it", async () => {
  const server = await isicServer(images.slice(0, 2), 2, await drawnImage(40));
  const words = ["index", "isic:", "--archive", "small", "--collections", "7", "--isic-url", server.url];
  const thumbnails = await lesion(...words, "--thumbnails-only");
  expect(thumbnails.code, thumbnails.stderr).toBe(0);
  expect(thumbnails.stderr).toMatch(/What is given up: originals .* checks of pixels/);
  expect(server.asked[0]).toContain("collections=7");
  expect(server.asked.filter((path) => path.startsWith("/files/"))).toEqual([]);
  const originals = (await lesion(...words, "--json")).events<PullEvent>();
  expect(originals.at(-1)).toMatchObject({ event: "done", stored: 2, unchanged: 0 });
});

test.each([
  [["pull", "isic", "--query", "sex:male AND age_approx:[20 40]", "--to", "x"], "query, character 26,"],
  [["index", "isic:sex:male AND", "--archive", "x"], "query, character 13, at its end"],
  [["pull", "isic", "--to", "x"], "say --all"],
  [["pull", "isic", "--collections", "1;2", "--to", "x"], "Give numbers with commas"],
  [["index", "isic:sex:male", "--archive", "x", "--dry-run"], "lesion pull isic"],
  [["index", "folder", "--archive", "x", "--thumbnails-only"], "go with isic:QUERY"],
])("%j is refused before anything is asked or written", async (words, sentence) => {
  const run = await lesion(...words, "--isic-url", "http://127.0.0.1:9");
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(sentence);
});
