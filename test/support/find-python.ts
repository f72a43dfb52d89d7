import { spawnSync } from "node:child_process";

/** Where to look: `LESION_TEST_PYTHON`, else `python3` on the PATH. */
const candidate = process.env.LESION_TEST_PYTHON ?? "python3";
const packages = ["torch", "open_clip", "timm", "transformers", "onnx"];
/** Looks for them without importing them, which takes a while. */
const look = `import importlib.util, sys; sys.exit(any(importlib.util.find_spec(n) is None for n in ${JSON.stringify(packages)}))`;

/** An interpreter with torch, open_clip, timm, transformers and onnx, which some tests compare with; a newcomer has none. */
export const python = spawnSync(candidate, ["-c", look], { timeout: 60_000 }).status === 0 ? candidate : undefined;

/** Milliseconds for a test that imports torch. */
export const pythonTimeoutMs = 240_000;

/** Appended to the name of a test that needs it. */
export const needsPython = python ? "" : " (skipped: no Python with open_clip)";
