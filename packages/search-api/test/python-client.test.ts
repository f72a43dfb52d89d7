import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { createCompute } from "@lesion-atlas/compute";
import { type RunningServer, serveApp } from "@lesion-atlas/search-api";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPythonClient } from "../../../test/support/find-python-client.ts";
import { addLabelled } from "./support/add-labelled.ts";
import { type TestService, jsonRequest, openService } from "./support/service.ts";

const document = readFileSync(new URL("../../../docs/api.md", import.meta.url), "utf8");
const [, section] = document.split("## From Python\n");
const [commands, code, probeCode] = [...section.matchAll(/```\w*\n(.*?)```/gs)].map(([, text]) => text);
const client = findPythonClient();

describe.skipIf(!client)(`docs/api.md, from Python${client ? "" : " (skipped: no openapi-python-client)"}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "lesion-python-client-"));
  const compute = createCompute();
  let service: TestService;
  let server: RunningServer;
  beforeAll(async () => {
    service = await openService({ compute });
    await addLabelled(service);
    server = await serveApp(service.app(), { host: "127.0.0.1", port: 0 });
  });
  afterAll(async () => {
    await server.close();
    await service.close();
    await compute.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const run = async (file: string, words: string[]) => {
    const path = `${dirname(client!.command)}:${process.env.PATH}`;
    return promisify(execFile)(file, words, { cwd: folder, env: { ...process.env, PATH: path } });
  };

  test(
    "the client is generated as the page says, and its examples find and guess what HTTP does",
    { timeout: 180_000 },
    async () => {
      const [install, generate] = commands.trim().split("\n");
      expect(install).toBe("pip install openapi-python-client");
      expect(generate).toContain("http://127.0.0.1:4600/openapi.json");
      await run("sh", ["-c", generate.replace("http://127.0.0.1:4600", server.url)]);
      const { stdout } = await run(client!.python, ["-c", `url = ${JSON.stringify(server.url)}\n${code}`]);
      const response = await fetch(`${server.url}/v1/search`, jsonRequest({ text: "hair", limit: 3 }));
      const { hits } = (await response.json()) as { hits: { key: string }[] };
      expect(hits).toHaveLength(3);
      const keys = `[${hits.map(({ key }) => `'${key}'`).join(", ")}]`;
      expect(stdout.trim()).toBe(keys);
      copyFileSync(join(service.folder, "archive/images/ISIC_0000003.jpg"), join(folder, "photograph.jpg"));
      const both = `url = ${JSON.stringify(server.url)}\n${code}\n${probeCode}`;
      const guessed = await run(client!.python, ["-c", both]);
      const form = new FormData();
      form.set("image", new File([readFileSync(join(folder, "photograph.jpg"))], "photograph.jpg"));
      form.set("probe", "kind");
      const answer = await fetch(`${server.url}/v1/classify/image`, { method: "POST", body: form });
      const { results } = (await answer.json()) as { results: { predicted: string }[] };
      expect(guessed.stdout.trim().split("\n")).toEqual([keys, `done ${results[0].predicted}`]);
    },
  );
});
