import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isicServer } from "../../packages/indexer/test/isic-api/isic-server.ts";
import { drawnImage } from "../../packages/indexer/test/support/drawn-image.ts";
import { drawnIsicArchive } from "../support/drawn-isic-archive.ts";
import { runLesion } from "../support/lesion-command.ts";
import { writeSmallCheckpoint } from "../support/small-checkpoint.ts";

const folder = mkdtempSync(join(tmpdir(), "lesion-demo-"));
const home = join(folder, "home");
const lesion = (...words: string[]) => runLesion(words, { home, env: { LESION_MODEL: "small" } });

interface DemoEvent {
  event: string;
  stored?: number;
  unchanged?: number;
  question?: string;
  hits?: { archive: string; path: string }[];
}

beforeAll(async () => {
  const imported = await lesion("models", "import", writeSmallCheckpoint(join(folder, "checkpoint")), "--id", "small");
  expect(imported.code, imported.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("lesion demo --archive indexes a folder into a store of its own, asks three questions, and finds it filled again", async () => {
  const archive = join(folder, "archive");
  await drawnIsicArchive(archive, 12);
  const first = await lesion("demo", "--no-serve", "--archive", archive);
  expect(first.code, first.stderr).toBe(0);
  expect(first.stdout.match(/^\$ lesion search/gm)).toHaveLength(3);
  expect(first.stdout).toContain("Research use only");
  expect(first.stdout).toContain(`--store "sqlite:${join(home, "demo.sqlite")}"`);
  expect(readdirSync(home)).not.toContain("store.sqlite");

  const second = (await lesion("demo", "--no-serve", "--archive", archive, "--json")).events<DemoEvent>();
  expect(second.find(({ event }) => event === "done")).toMatchObject({ stored: 0, unchanged: 12 });
  const answers = second.filter(({ event }) => event === "answer");
  expect(answers).toHaveLength(3);
  expect(answers[0].hits).toHaveLength(5);
});

test("lesion demo --isic downloads from the archive's API once and indexes that", async () => {
  const images = await Promise.all(
    Array.from({ length: 7 }, async (_, index) => ({
      isic_id: `ISIC_000000${index}`,
      license: "CC-0",
      attribution: "Anonymous",
      bytes: await drawnImage(index),
      acquisition: { image_type: "dermoscopic" },
      clinical: { sex: "female" },
    })),
  );
  const server = await isicServer(images, 3);
  const run = await lesion("demo", "--no-serve", "--isic", "--isic-url", server.url, "--json");
  expect(run.code, run.stderr).toBe(0);
  const events = run.events<DemoEvent>();
  expect(events.find(({ event }) => event === "done")).toMatchObject({ stored: 7 });
  expect(events.filter(({ event }) => event === "answer")[2].hits![0]).toMatchObject({
    archive: "isic",
    path: expect.stringContaining(join(home, "isic-demo")),
  });
  expect(server.asked[0]).toContain("query=copyright_license%3ACC-0+AND+image_type%3Adermoscopic");
  expect(readdirSync(join(home, "isic-demo")).sort()).toEqual(
    [...images.map(({ isic_id }) => `${isic_id}.jpg`), "attribution.txt", "licenses", "metadata.csv"].sort(),
  );
});

test("lesion demo serves what it has indexed, answers over HTTP, and Ctrl-C ends it cleanly", async () => {
  let asked: Promise<{ status: number; hits: number; thumbnail: number }> | undefined;
  const archive = await drawnIsicArchive(join(folder, "served"), 12);
  const run = await runLesion(["demo", "--archive", archive, "--port", "0", "--json"], {
    home: join(folder, "served-home"),
    env: { LESION_MODEL: "demo" },
    onOutput(child, { stdout }) {
      const url = /"url":"([^"]+)"/.exec(stdout)?.[1];
      if (url === undefined || asked) return;
      asked = ask(url).finally(() => child.kill("SIGINT"));
    },
  });
  expect(await asked).toEqual({ status: 200, hits: 3, thumbnail: 200 });
  expect(run.code, run.stderr).toBe(0);

  async function ask(url: string) {
    const body = JSON.stringify({ text: "hair", limit: 3 });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/v1/search`, { method: "POST", body, headers });
    const { hits } = (await response.json()) as { hits: { thumbnail_url: string }[] };
    const thumbnail = await fetch(new URL(hits[0].thumbnail_url, url));
    return { status: response.status, hits: hits.length, thumbnail: thumbnail.status };
  }
});
