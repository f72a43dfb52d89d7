import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { hubServer } from "../../packages/encoder/test/pull/hub-server.ts";
import { runLesion } from "../support/lesion-command.ts";
import { writeSmallCheckpoint } from "../support/small-checkpoint.ts";

const home = mkdtempSync(join(tmpdir(), "lesion-models-pull-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const source = writeSmallCheckpoint(join(home, "source"));
const bytesOf = (name: string) => readFileSync(join(source, name));

test("lesion models pull asks HF_ENDPOINT with HF_TOKEN, and names what is not the model of the manifest", async () => {
  const server = await hubServer({
    "open_clip_config.json": bytesOf("open_clip_config.json"),
    "open_clip_pytorch_model.bin": bytesOf("open_clip_model.safetensors"),
  });
  const env = { HF_ENDPOINT: server.url, HF_TOKEN: "hf_test" };
  const pinned = await runLesion(["models", "pull", "whylesionclip", "--json"], { home, env });
  expect(pinned.code).toBe(1);
  expect(pinned.events().at(-1)).toMatchObject({
    event: "error",
    detail: expect.stringContaining("open_clip_pytorch_model.bin has the SHA-256"),
  });
  expect(new Set(server.asked.map(({ token }) => token))).toEqual(new Set(["Bearer hf_test"]));

  const other = await runLesion(["models", "pull", "whylesionclip", "--revision", "main"], { home, env });
  expect(other.stderr).toContain("the manifest states dimensions 768, the checkpoint has 16");
  expect(other.stdout).toContain("Pulled WhyLesionCLIP (16 dimensions, licence MIT");
  const again = await runLesion(["models", "pull", "whylesionclip"], { home, env });
  expect(again.stdout).toContain("is there already");
});

test("lesion models pull names the models there are, and comes with its own without a network", async () => {
  const unknown = await runLesion(["models", "pull", "nothing"], { home });
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("it has whylesionclip, clip-vit-l-14") });
  const shipped = await runLesion(["models", "pull", "demo", "--force"], { home });
  expect(shipped).toMatchObject({ code: 1, stderr: expect.stringContaining("comes with Lesion Atlas") });
  const folder = await runLesion(["models", "pull", "monet", "--from", source], { home });
  expect(folder.stderr).toContain("has no model.safetensors; bring model.safetensors, config.json");
});
