import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { createCompute } from "@lesion-atlas/compute";
import * as searchApi from "@lesion-atlas/search-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addLabelled } from "./support/add-labelled.ts";
import { type TestService, openService } from "./support/service.ts";

const document = readFileSync(new URL("../../../docs/api.md", import.meta.url), "utf8");
const examplesIn = (language: string) =>
  [...document.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))].map(([, code]) => code);

const compute = createCompute();
let service: TestService;
let server: searchApi.RunningServer;
beforeAll(async () => {
  service = await openService({ compute });
  await addLabelled(service);
  for (const streaks of [true, false]) {
    const kind = { key: "diagnosis_1", match: { value: streaks ? "Malignant" : "Benign" } };
    const ids: string[] = [];
    for await (const { id } of service.ports.store.scan({ filter: { must: [kind] } })) ids.push(id);
    await service.ports.store.setFields(ids, { streaks });
  }
  server = await searchApi.serveApp(service.app(), { host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await server.close();
  await service.close();
  await compute.close();
});

test("every TypeScript example of docs/api.md runs as it stands, and every request of it is answered with 200", async () => {
  const examples = examplesIn("ts");
  expect(examples.length).toBeGreaterThan(6);
  const code = examples.join("\n").replace(/^import .*$/gm, "");
  const answers = ["answer", "mixed", "like", "spread", "image", "similar", "copies", "facets", "classes", "written"];
  const names = [...answers, "report", "predicted", "probed"];
  const body = `return (async () => { ${code}; return { ${names.join(", ")}, hits, matching, job }; })()`;
  const bytes = readFileSync(join(service.folder, "archive", "images", "ISIC_0000003.jpg"));
  const photograph = new File([bytes], "photograph.jpg");
  // The page's own code, which a reader would paste.
  const run = new Function("createClient", "url", "photograph", body) as (
    ...words: unknown[]
  ) => Promise<Record<string, Response> & { hits: { id: string }[]; matching: number; job: object }>;
  const results = await run(searchApi.createClient, server.url, photograph);
  for (const name of names) expect(results[name].status, name).toBe(200);
  expect(results.hits.length).toBeGreaterThan(0);
  expect(results.hits.length).toBeLessThanOrEqual(results.matching);
  expect(await results.like.json()).toMatchObject({ hits: [{ key: "ISIC_0000003" }, {}, {}] });
  expect(results.job).toMatchObject({ state: "done", probe: "kind", version: 1 });
  expect(await results.probed.json()).toMatchObject({ probe: "kind@1", classes: ["Benign", "Malignant"] });
});

test("every curl command of docs/api.md runs as it stands, and is answered with 200, a fit with 202", async () => {
  const commands = examplesIn("sh").flatMap((code) => code.replaceAll("\\\n", "").trim().split("\n"));
  expect(commands).toHaveLength(6);
  const cwd = join(service.folder, "archive", "images");
  let id = "";
  for (const command of commands) {
    const words = command
      .replace("http://127.0.0.1:4600", server.url)
      .replace("/ID", `/${id}`)
      .replace("photograph.jpg", "ISIC_0000003.jpg");
    const { stdout } = await promisify(execFile)("sh", ["-c", `${words} -s -w '\n%{http_code}'`], { cwd });
    const [body, status] = stdout.split("\n");
    expect(status, `${command}: ${body}`).toBe(command.includes("/v1/probes -H") ? "202" : "200");
    if (status !== "202") continue;
    ({ id } = JSON.parse(body) as { id: string });
    await fitted(id);
  }
  expect(id).not.toBe("");
});

async function fitted(id: string): Promise<void> {
  const stateOf = async () => {
    const response = await fetch(`${server.url}/v1/probes/jobs/${id}`);
    return ((await response.json()) as { state: string }).state;
  };
  await expect.poll(stateOf, { timeout: 60_000 }).toBe("done");
}
