import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeSmallCheckpoint } from "../../../../test/support/small-checkpoint.ts";
import { type PullSettings, type RegisteredModel, pullModel, readModelFolder } from "../../src/index.ts";
import { registeredModelSchema } from "../../src/registry/manifest-schema.ts";
import { type HubServer, commit, cutAfter, hubServer, sha256Of } from "./hub-server.ts";

const weights = "open_clip_model.safetensors";
const config = "open_clip_config.json";
const card = new TextEncoder().encode("---\nlicense: mit\n---\n# Small\n");

let place: string;
let source: string;
let modelsFolder: string;
let downloadsFolder: string;
let files: Record<string, Uint8Array>;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), "lesion-pull-"));
  [modelsFolder, downloadsFolder] = [join(place, "models"), join(place, "pulled")];
  source = writeSmallCheckpoint(join(place, "source"));
  files = {
    [weights]: await readFile(join(source, weights)),
    [config]: await readFile(join(source, config)),
    "README.md": card,
  };
});
afterEach(() => rm(place, { recursive: true, force: true }));

/** An entry that pins the commit, with what of its facts a test changes. */
function entry(changes: Partial<RegisteredModel> = {}, sourceChanges: object = {}): RegisteredModel {
  return registeredModelSchema.parse({
    id: "small",
    title: "a small CLIP",
    source: {
      kind: "hub",
      repository: "owner/small",
      revision: commit,
      files: [
        { name: weights, sha256: sha256Of(files[weights]) },
        { name: config },
        { name: "README.md", optional: true },
      ],
      ...sourceChanges,
    },
    format: "open_clip",
    architecture: "ViT",
    preprocessing: { size: 64, mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] },
    tokenizer: "clip",
    templates: ["a picture of {}"],
    dimensions: 16,
    logit_scale: 20,
    license: "MIT",
    citation: "nobody",
    trained_on: "nothing",
    overlap: "none",
    ...changes,
  });
}

const pull = (model: RegisteredModel, server: HubServer | undefined, more: Partial<PullSettings> = {}, options = {}) =>
  pullModel(
    model,
    { modelsFolder },
    {
      hubs: server ? [{ endpoint: server.url }] : [],
      downloadsFolder,
      retry: { firstDelayMs: 1, retries: 2 },
      ...more,
    },
    options,
  );

describe("a pull", () => {
  test("makes a model folder with what the manifest adds, over cut connections, and keeps no download", async () => {
    const server = await hubServer(files);
    let cuts = 0;
    server.trouble = (name, request, response) =>
      name === weights &&
      request.method === "GET" &&
      cuts++ < 3 &&
      cutAfter(1_500_000, files[weights], request, response);
    const units = new Set<string>();
    const { folder, pulled, revision } = await pull(
      entry(),
      server,
      {},
      { onProgress: ({ unit }: { unit: string }) => units.add(unit) },
    );
    expect({ pulled, revision }).toEqual({ pulled: true, revision: commit });
    expect([...units]).toEqual(["bytes", "weights"]);
    const { settings } = await readModelFolder(folder);
    expect(settings).toMatchObject({
      id: "small",
      templates: ["a picture of {}"],
      citation: "nobody",
      license: "mit",
      source: `owner/small@${commit}`,
    });
    expect((await readdir(downloadsFolder)).sort()).toEqual(["small.json", "small.lock"]);

    server.asked.length = 0;
    expect(await pull(entry(), server)).toMatchObject({ pulled: false, folder });
    expect(server.asked).toEqual([]);
  });

  test("asks every file of the one commit that a branch stood for, and stays with it", async () => {
    const server = await hubServer(files);
    const branch = entry({ unverified: ["revision"] }, { revision: "main" });
    expect(await pull(branch, server, { keep: true })).toMatchObject({ revision: commit });
    const revisions = server.asked.map(({ path }) => path.split("/")[4]);
    expect(revisions).toEqual(["main", ...revisions.slice(1).map(() => commit)]);
    expect(JSON.parse(await readFile(join(downloadsFolder, "small.json"), "utf8")).pinned).toEqual({ main: commit });
    expect((await readdir(join(downloadsFolder, "small", commit))).sort()).toEqual(
      [config, weights, "README.md"].sort(),
    );

    server.asked.length = 0;
    await rm(join(modelsFolder, "small"), { recursive: true });
    await pull(branch, server);
    expect(server.asked.every(({ path }) => path.includes(commit))).toBe(true);
    expect(server.asked.filter(({ method }) => method === "GET")).toEqual([]);
  });

  test("holds a later one to the hashes of the first", async () => {
    const server = await hubServer(files);
    await pull(entry(), server);
    await rm(join(modelsFolder, "small"), { recursive: true });
    server.files.set(config, Buffer.concat([files[config], Buffer.from(" ")]));
    await expect(pull(entry(), server)).rejects.toMatchObject({
      code: "model_invalid",
      message: expect.stringContaining(`another ${config} than the one that is known`),
    });
    expect(await readdir(modelsFolder).catch(() => [])).toEqual([]);
  });

  test("of two processes at once: one fetches, the other waits and finds it there", async () => {
    const server = await hubServer(files);
    const remarks: string[] = [];
    const both = await Promise.all(
      [1, 2].map(() => pull(entry(), server, {}, { onRemark: (said: string) => remarks.push(said) })),
    );
    expect(both.map(({ pulled }) => pulled).sort()).toEqual([false, true]);
    expect(remarks).toEqual(["another process is pulling small; waiting for it"]);
    expect(server.asked.filter(({ method }) => method === "GET")).toHaveLength(3);
  });

  test("asks sizes of the hub alone, since the address that it signs is for the bytes", async () => {
    const [hub, store] = [await hubServer(files), await hubServer(files)];
    store.trouble = (_, request, response) => request.method === "HEAD" && (response.writeHead(403).end(), true);
    hub.elsewhere = store;
    expect(await pull(entry(), hub)).toMatchObject({ pulled: true, revision: commit });
    expect(store.asked.map(({ method }) => method)).toEqual(["GET", "GET", "GET"]);
  });

  test("goes to a mirror when the hub does not answer, and does not show it the token", async () => {
    const mirror = await hubServer(files);
    const remarks: string[] = [];
    await pull(
      entry(),
      undefined,
      { hubs: [{ endpoint: "http://127.0.0.1:9", token: "hf_secret" }, { endpoint: `${mirror.url}/` }] },
      { onRemark: (said: string) => remarks.push(said) },
    );
    expect(remarks[0]).toContain(`trying ${new URL(mirror.url).host}`);
    expect(mirror.asked.map(({ token }) => token).filter(Boolean)).toEqual([]);
  });
});

describe("nothing is imported", () => {
  test.each([
    [
      "weights with another hash",
      () => entry({}, { files: [{ name: weights, sha256: "0".repeat(64) }, { name: config }] }),
      /has the SHA-256/,
    ],
    [
      "a file of another size",
      () => entry({}, { files: [{ name: weights, bytes: 7 }, { name: config }] }),
      /bytes, not 7/,
    ],
    [
      "a verified fact that does not hold",
      () => entry({ dimensions: 512 }),
      /states dimensions 512, the checkpoint has 16/,
    ],
    [
      "other preprocessing than is verified",
      () => entry({ preprocessing: { ...entry().preprocessing, size: 32 } }),
      /states preprocessing/,
    ],
    [
      "a file that is not there",
      () => entry({}, { files: [{ name: weights }, { name: "config.json" }] }),
      /answered 404/,
    ],
  ])("of %s", async (_, model, message) => {
    const server = await hubServer(files);
    await expect(pull(model(), server)).rejects.toThrow(message);
    expect(await readdir(modelsFolder).catch(() => [])).toEqual([]);
  });

  test("when the disk has not the room, and nothing is fetched", async () => {
    const server = await hubServer(files);
    server.trouble = (_, request, response) => {
      if (request.method !== "HEAD") return false;
      response.writeHead(200, { "x-linked-size": String(2 ** 50), "content-length": "0" }).end();
      return true;
    };
    await expect(pull(entry(), server)).rejects.toMatchObject({ code: "too_large" });
    expect(server.asked.filter(({ method }) => method === "GET")).toEqual([]);
  });
});

test("an unverified fact that differs is said, and the checkpoint's own is used", async () => {
  const remarks: string[] = [];
  const model = entry({ unverified: ["logit_scale"], logit_scale: 100, license: "Apache-2.0" });
  const { folder } = await pull(model, await hubServer(files), {}, { onRemark: (said: string) => remarks.push(said) });
  expect((await readModelFolder(folder)).model.logitScale).toBeCloseTo(20, 4);
  expect(remarks).toEqual([
    "the manifest states logit_scale 100, the checkpoint has 20.00; the checkpoint's own is used",
    "the model card states the licence mit, the manifest Apache-2.0",
  ]);
});

test("--revision takes another revision as it is, also against the manifest", async () => {
  const other = writeSmallCheckpoint(join(place, "other"), 2);
  const server = await hubServer({ ...files, [weights]: await readFile(join(other, weights)) });
  const model = entry({ dimensions: 512 }, { revision: "c".repeat(40) });
  const { revision } = await pull(model, server, { revision: "v2" });
  expect(revision).toBe(commit);
  expect(server.asked[0].path).toContain("/resolve/v2/");
  await expect(pull(entry({ id: "b" }), server, { revision: "../../x" })).rejects.toMatchObject({
    code: "invalid_input",
  });
});

describe("--from", () => {
  test("takes a folder, held to the manifest, without a network, and leaves it there", async () => {
    await writeFile(join(source, "pytorch_model.bin"), "other weights beside it");
    const { folder, files: taken } = await pull(entry(), undefined, { from: source });
    expect(Object.keys(taken)).toEqual([weights, config]);
    expect((await readModelFolder(folder)).settings.source).toBe(`owner/small@${commit}`);
    expect(await readdir(source)).toContain(weights);
  });

  test("refuses a folder that lacks a file or has another", async () => {
    await rm(join(source, config));
    await expect(pull(entry(), undefined, { from: source })).rejects.toThrow(/has no open_clip_config.json; bring/);
    await writeFile(join(source, weights), "other");
    await expect(pull(entry(), undefined, { from: source })).rejects.toThrow(/is another file/);
  });
});
