import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SearchAnswer } from "@lesion-atlas/analysis";
import { imageId } from "@lesion-atlas/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bruteForce, promptsOf, queryVector, storedVectors } from "../support/brute-force.ts";
import { drawnIsicArchive, isicKey, writeIsicTable } from "../support/drawn-isic-archive.ts";
import { runLesion } from "../support/lesion-command.ts";
import { writeSmallCheckpoint } from "../support/small-checkpoint.ts";

const count = 48;
const folder = mkdtempSync(join(tmpdir(), "lesion-drawn-"));
const home = join(folder, "home");
const archive = join(folder, "archive");
/** The repository may hold a model too. */
const env = { LESION_MODEL: "small" };
const lesion = (...words: string[]) => runLesion(words, { home, env });
const ask = async <Answer = SearchAnswer>(...words: string[]) => {
  const run = await lesion(...words, "--json");
  expect(run).toMatchObject({ code: 0, stderr: "" });
  return run.json<Answer>();
};
const index = (...words: string[]) => lesion("index", archive, "--archive", "drawn", "--json", ...words);

beforeAll(async () => {
  const nothing = await lesion("search", "nevus");
  expect(nothing.code).toBe(1);
  expect(nothing.stderr).toContain("lesion index LOCATION --archive NAME");
  await drawnIsicArchive(archive, count);
  const imported = await lesion("models", "import", writeSmallCheckpoint(join(folder, "checkpoint")), "--id", "small");
  expect(imported.code, imported.stderr).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("lesion models", () => {
  test("list, show and verify say the same fingerprint; an unknown id is answered with those there are", async () => {
    const { models } = await ask<{ models: { id: string; fingerprint: string }[] }>("models", "list");
    const [{ fingerprint, ...row }] = models.filter(({ id }) => id === "small");
    expect(row).toMatchObject({ folder: join(home, "models", "small"), dimensions: 16, has_text: true });
    expect(await ask("models", "show", "small")).toMatchObject({ id: "small", fingerprint });
    const { stdout } = await lesion("models", "show", "small");
    expect(stdout).toMatch(/\npreprocessing\.size +64\n/);
    expect(stdout).toContain(fingerprint);
    expect(await ask("models", "verify", "small")).toMatchObject({ id: "small", fingerprint, ok: true });
    const unknown = await lesion("models", "show", "large");
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toMatch(/there is no model large; there is .*\bsmall\b/);
  });

  test("an id that is taken is refused, and a file that was changed is found", async () => {
    const again = await lesion("models", "import", join(folder, "checkpoint"), "--id", "small");
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("--force");
    const second = await lesion("models", "import", join(folder, "checkpoint"), "--id", "second");
    expect(second.code, second.stderr).toBe(0);
    const file = join(home, "models", "second", "image.onnx");
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.from([0])]));
    const verified = await lesion("models", "verify", "second");
    expect(verified.code).toBe(1);
    expect(verified.stdout).toContain("image.onnx is not the file that was imported");
    rmSync(join(home, "models", "second"), { recursive: true });
  });
});

describe("lesion index", () => {
  test("a dry run writes nothing", async () => {
    const run = await index("--dry-run");
    expect(run.code).toBe(0);
    expect(run.events().at(-1)).toMatchObject({ event: "done", stored: count, deleted: 0 });
    expect(await ask("status")).toMatchObject({ store: { exists: false, images: 0 }, archives: [] });
  });

  test("stores every image and ends with a done event; again, nothing is encoded", async () => {
    const first = await index();
    expect(first.code, first.stderr).toBe(0);
    const events = first.events<{ event: string; run_id: string }>();
    expect(events[0]).toMatchObject({
      event: "start",
      archive: "drawn",
      format: "isic",
      model: "small",
      images: count,
    });
    expect(events.at(-2)).toMatchObject({ event: "progress", done: count, total: count });
    expect(events.at(-1)).toEqual({
      event: "done",
      run_id: events[0].run_id,
      stored: count,
      unchanged: 0,
      updated: 0,
      rejected: 0,
      deleted: 0,
      duration_ms: expect.any(Number),
      readiness: { status: "green", detail: expect.any(String) },
    });
    const second = await index();
    expect(second.code).toBe(0);
    expect(second.events().at(-1)).toMatchObject({ stored: 0, unchanged: count, updated: 0, rejected: 0 });
  });

  test("Ctrl-C finishes the batch in hand and ends with 130; what was counted is stored", async () => {
    const large = join(folder, "large");
    const store = `sqlite:${join(folder, "large.sqlite")}`;
    const words = ["index", await drawnIsicArchive(large, 320), "--archive", "large", "--store", store, "--json"];
    let asked = false;
    const stopped = await runLesion(words, {
      home,
      env,
      onOutput: (child, { stdout }) => {
        if (!asked && stdout.includes('"progress"')) asked = child.kill("SIGINT");
      },
    });
    expect(stopped.code).toBe(130);
    expect(stopped.events().at(-1)).toMatchObject({ event: "error", code: "cancelled" });
    const { detail } = stopped.events<{ detail: string }>().at(-1)!;
    const stored = Number(/stopped after (\d+) stored/.exec(detail)![1]);
    const resumed = await lesion(...words);
    expect(resumed.code).toBe(0);
    expect(resumed.events().at(-1)).toMatchObject({ stored: 320 - stored, unchanged: stored });
    expect(await ask("search", "hair", "--store", store)).toMatchObject({ searched: 320 });
  });

  test("an edited row is updated without encoding", async () => {
    writeIsicTable(archive, count, (row, n) => (n === 5 ? row.replace("Nevus", "Blue nevus") : row));
    expect((await index()).events().at(-1)).toMatchObject({ stored: 0, unchanged: count - 1, updated: 1 });
    const filter = '{"must":{"key":"diagnosis_3","match":{"value":"Blue nevus"}}}';
    const { hits } = await ask("similar", isicKey(4), "--filter", filter);
    expect(hits.map(({ key }) => key)).toEqual([isicKey(5)]);
  });

  test("broken files are rejected with exit code 3, and written as CSV", async () => {
    const broken = join(archive, "images", "ISIC_9999999.jpg");
    const file = join(folder, "rejects.csv");
    writeFileSync(broken, "not an image");
    const run = await index("--rejects", file);
    rmSync(broken);
    expect(run.code).toBe(3);
    expect(run.events().at(-1)).toMatchObject({ stored: 0, unchanged: count, rejected: 1 });
    expect(run.events().find(({ event }) => event === "reject")).toMatchObject({ key: "ISIC_9999999" });
    expect(run.stderr).toContain("rejected images/ISIC_9999999.jpg: ");
    expect(readFileSync(file, "utf8")).toMatch(/^key,file,reason\nISIC_9999999,images\/ISIC_9999999\.jpg,.+\n$/);
  });

  test("files that have gone are reported, and deleted only with --prune, and at most a tenth without --force", async () => {
    const other = join(folder, "other");
    await drawnIsicArchive(other, 12);
    const words = ["index", other, "--archive", "other", "--json"];
    const remove = (n: number) => rmSync(join(other, "images", `${isicKey(n)}.jpg`));
    expect((await lesion(...words)).code).toBe(0);
    remove(3);
    const told = await lesion(...words);
    expect(told.events().find(({ event }) => event === "gone")).toMatchObject({ images: 1, keys: [isicKey(3)] });
    expect(told.stderr).toContain("--prune deletes them");
    expect((await lesion(...words, "--prune")).events().at(-1)).toMatchObject({ unchanged: 11, deleted: 1 });
    for (const n of [5, 6, 7]) remove(n);
    const refused = await lesion(...words, "--prune");
    expect(refused.code).toBe(1);
    expect(refused.events().at(-1)).toMatchObject({ event: "error", code: "too_large" });
    expect((await lesion(...words, "--prune", "--force")).events().at(-1)).toMatchObject({ deleted: 3 });
  });
});

describe("lesion search", () => {
  test("with a filter, it gives the ids, scores and presences of plain loops over the stored vectors", async () => {
    const terms = [
      { term: "irregular shape", weight: 1 },
      { term: "bleeding", weight: 0.5 },
      { term: "hair", weight: -1 },
    ];
    const stored = await storedVectors(
      join(home, "store.sqlite"),
      join(home, "models", "small"),
      terms.flatMap(({ term }) => promptsOf(term)),
    );
    const expected = bruteForce(
      stored,
      queryVector(stored, terms),
      ({ record }) => record.sex === "female" && record.archive === "drawn",
    );
    const must = [
      { key: "sex", match: { value: "female" } },
      { key: "archive", match: { value: "drawn" } },
    ];
    const words = [
      "irregular shape",
      "--concept",
      "bleeding:0.5",
      "--not",
      "hair",
      "--filter",
      JSON.stringify({ must }),
    ];
    const answer = await ask("search", ...words, "--literal", "--limit", "9");
    expect(answer).toMatchObject({ model: "small", searched: 16, matching: 16, calibrated: false });
    expect(answer.hits.map(({ id }) => id)).toEqual(expected.slice(0, 9).map(({ id }) => id));
    for (const [rank, { score, presence, path, key }] of answer.hits.entries()) {
      expect(Math.abs(score - expected[rank].score)).toBeLessThan(1e-6);
      expect(Math.abs(presence! - expected[rank].presence)).toBeLessThan(1e-5);
      expect(path).toBe(join(archive, "images", `${key}.jpg`));
    }
  });

  test("a cut-off leaves out what is below it and counts what is above", async () => {
    const { hits, searched } = await ask("search", "bleeding", "--limit", "100");
    expect(hits).toHaveLength(searched);
    const first = hits.findIndex(({ presence }, rank) => rank > 8 && hits[rank - 1].presence! - presence! > 1e-6);
    const between = (hits[first - 1].presence! + hits[first].presence!) / 2;
    const some = await ask("search", "bleeding", "--min-presence", String(between), "--limit", "5");
    expect(some).toMatchObject({ searched, matching: first });
    expect(some.hits.map(({ id }) => id)).toEqual(hits.slice(0, 5).map(({ id }) => id));
  });

  test("a person gets a table with rank, presence, key, diagnosis and file", async () => {
    const { stdout } = await lesion("search", "bleeding", "--limit", "3");
    const [head, first] = stdout.split("\n");
    expect(head.trim().split(/\s{2,}/)).toEqual(["#", "presence", "score", "archive", "key", "diagnosis", "file"]);
    expect(first).toMatch(
      /^1 +0\.\d{3} +-?0\.\d{4} +(drawn|other) +ISIC_\d{7} +(Nevus|Blue nevus|Melanoma, NOS) +\S+\.jpg$/,
    );
    expect(stdout).toContain("presence is not calibrated");
    expect(stdout).toContain("Research use only");
  });

  test("a filter that is wrong is refused with its place", async () => {
    const filter = '{"must":{"key":"sexe","match":{"value":"x"}}}';
    const run = await lesion("search", "bleeding", "--filter", filter, "--json");
    expect(run.code).toBe(2);
    const detail = expect.stringContaining('unknown field "sexe"');
    expect(run.json()).toMatchObject({ code: "invalid_input", detail });
  });
});

describe("a second model", () => {
  test("is refused for a search until it has indexed, and then leaves the first as it was", async () => {
    const before = await ask("search", "bleeding");
    const checkpoint = writeSmallCheckpoint(join(folder, "second checkpoint"), 2);
    await lesion("models", "import", checkpoint, "--id", "second");
    const early = await lesion("search", "bleeding", "--model", "second");
    expect(early.code).toBe(1);
    expect(early.stderr).toMatch(/no vector of the model second: run lesion index .* or choose small with --model/);
    const indexed = await index("--model", "second");
    expect(indexed.events().at(-1)).toMatchObject({ stored: count, unchanged: 0, updated: 0 });
    expect(await ask("search", "bleeding", "--model", "second")).toMatchObject({ model: "second", searched: count });
    expect((await ask("search", "bleeding")).hits).toEqual(before.hits);
    rmSync(join(home, "models", "second"), { recursive: true });
  });
});

describe("lesion similar", () => {
  test("a stored image finds its copy in another archive, and neither itself nor its lesion when asked", async () => {
    const [best] = (await ask("similar", `drawn:${isicKey(1)}`)).hits;
    expect(best).toMatchObject({ id: imageId("other", isicKey(1)), score: expect.closeTo(1, 5) });
    const words = ["--same-archive", "--exclude-group", "--limit", "100"];
    const { hits } = await ask("similar", `drawn:${isicKey(1)}`, ...words);
    expect(hits).toHaveLength(count - 2);
    expect(hits.filter(({ record }) => record.lesion_id === "IL_1000000")).toEqual([]);
  });

  test("a file finds itself; options of stored images are refused for it", async () => {
    const file = join(archive, "images", `${isicKey(9)}.jpg`);
    const { hits } = await ask("similar", file, "--limit", "1");
    expect(hits).toMatchObject([{ key: isicKey(9), score: expect.closeTo(1, 5) }]);
    expect((await lesion("similar", file, "--same-archive")).code).toBe(2);
    const unknown = await lesion("similar", "ISIC_7777777");
    expect(unknown.code).toBe(1);
    expect(unknown.stderr).toContain("no file and no stored image is called ISIC_7777777");
  });

  test("a stored image can be classified by its vector", async () => {
    const classes = ["--classes", "nevus;melanoma"];
    const file = join(archive, "images", `${isicKey(9)}.jpg`);
    const { results } = await ask<{ results: { probabilities: number[] }[] }>(
      "classify",
      `drawn:${isicKey(9)}`,
      file,
      ...classes,
    );
    expect(results).toHaveLength(2);
    expect(results[0].probabilities[0]).toBeCloseTo(results[1].probabilities[0], 5);
  });
});

describe("lesion status", () => {
  test("says archives, models and counts", async () => {
    const status = await ask<{ models: { id: string }[] }>("status");
    expect(status.models.find(({ id }) => id === "small")).toMatchObject({ vectors: count + 8, dimensions: 16 });
    expect(status).toMatchObject({
      home,
      store: { exists: true, images: count + 8 },
      archives: [
        { name: "drawn", images: count, format: "isic", location: archive },
        { name: "other", images: 8, format: "isic" },
      ],
    });
    const { stdout } = await lesion("status");
    expect(stdout).toContain(archive);
    expect(stdout).toContain("Research use only");
  });
});
