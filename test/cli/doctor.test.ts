import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { freePorts } from "../support/free-ports.ts";
import { runLesion } from "../support/lesion-command.ts";

const home = mkdtempSync(join(tmpdir(), "lesion-doctor-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const lesion = (...words: string[]) => runLesion(words, { home });

describe("lesion doctor", () => {
  test("says versions, the store and the models, and makes no store", async () => {
    const { code, json } = await lesion("doctor", "--json");
    expect(code).toBe(0);
    expect(json()).toMatchObject({
      versions: { node: process.versions.node, onnxruntime: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      home,
      store: { url: `sqlite:${join(home, "store.sqlite")}`, exists: false, images: 0 },
      models: [{ id: "demo", vectors: 0 }],
      open_facts: expect.arrayContaining([
        { id: "whylesionclip", facts: expect.arrayContaining([expect.any(String)]) },
      ]),
    });
    const { stdout } = await lesion("doctor");
    expect(stdout).toContain(`Node ${process.versions.node}`);
    expect(stdout).toContain("nothing stored yet");
    expect(stdout).toContain("whylesionclip: not verified: revision");
    expect(stdout).toContain("Research use only");
  });

  test("a Qdrant that nobody started is a problem with a way out, for doctor as for a search", async () => {
    const [port] = await freePorts(1);
    const store = ["--store", `qdrant:http://127.0.0.1:${port}`];
    const told = await lesion("doctor", ...store, "--json");
    expect(told.code).toBe(1);
    expect(told.json()).toMatchObject({
      store: { url: `qdrant:http://127.0.0.1:${port}`, exists: false },
      problem: expect.stringContaining("does not answer"),
      models: [{ id: "demo" }],
    });
    expect((await lesion("doctor", ...store)).stdout).toContain("start it, or give another with --store");
    const search = await lesion("search", "hair", ...store, "--json");
    expect(search.code).toBe(1);
    expect(search.json()).toMatchObject({ code: "store_unavailable", retryable: true });
  });
});
