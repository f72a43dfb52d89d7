import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { AppError, type CallOptions, type Encoder, throwIfCancelled } from "@lesion-atlas/core";
import { z } from "zod";
import { type ProbeDifference, probeDifference, probeEmbeddings } from "../self-test/probe-embeddings.ts";
import { probeImages, probeTexts } from "../self-test/probes.ts";

const script = fileURLToPath(new URL("../../python/reference_embeddings.py", import.meta.url));
const vectors = z.record(z.string(), z.array(z.number()));
const answerSchema = z.object({ images: vectors, texts: vectors });

export interface PythonReference {
  /** The interpreter that has open_clip or transformers: `python3`. */
  python: string;
  /** Folder of the checkpoint that the model was made of. */
  checkpoint: string;
}

/**
 * The same phantoms and phrases through open_clip, or transformers for its checkpoints, and through `encoder`.
 *
 * @throws AppError `not_found` without the checkpoint, `unsupported` where Python lacks a package or fails, with the last
 * line that it said
 */
export async function compareWithPython(
  encoder: Encoder,
  { python, checkpoint }: PythonReference,
  options: CallOptions = {},
): Promise<ProbeDifference & { library: string }> {
  const library = existsSync(join(checkpoint, "open_clip_config.json")) ? "open_clip" : "transformers";
  if (library === "transformers" && !existsSync(join(checkpoint, "config.json"))) {
    throw new AppError("not_found", `${checkpoint} has neither open_clip_config.json nor config.json: no checkpoint`);
  }
  const asked = {
    format: library,
    folder: checkpoint,
    images: probeImages.map(({ path }) => path),
    texts: encoder.model.hasText ? probeTexts : [],
  };
  const reference = answerSchema.parse(JSON.parse(await runPython(python, JSON.stringify(asked), options)));
  const found = probeDifference(await probeEmbeddings(encoder, options), reference);
  if (!found) throw new AppError("internal", "no probe came back from Python");
  return { ...found, library };
}

async function runPython(python: string, input: string, { signal }: CallOptions): Promise<string> {
  const child = spawn(python, [script], { signal, stdio: ["pipe", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve, reject) => child.once("error", reject).once("close", resolve));
  child.stdin.on("error", () => {}).end(input);
  try {
    const [output, complaints, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    if (code === 0) return output;
    const last = complaints.trimEnd().split("\n").at(-1);
    throw new AppError("unsupported", `${python} cannot give reference embeddings: ${last}`);
  } catch (thrown) {
    throwIfCancelled(signal);
    if (thrown instanceof AppError) throw thrown;
    throw new AppError("unsupported", `${python} cannot be started: ${String(thrown)}; name another with --python`, {
      cause: thrown,
    });
  }
}
