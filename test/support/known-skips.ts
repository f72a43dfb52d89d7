import { hasPythonClient } from "./find-python-client.ts";
import { python } from "./find-python.ts";
import { canMount } from "./can-mount.ts";
import { findQdrant } from "./qdrant/find-qdrant.ts";
import { hasOwnRedis } from "./redis/start-own-redis.ts";
import { hasShared } from "./shared.ts";
import { hasService } from "./services.ts";

const qdrant = findQdrant();

/** Why a test may be skipped, and whether that reason holds on this machine. Anything else fails in CI. */
export const knownSkips: readonly { reason: RegExp; holds: boolean; /** What to do about it. */ remedy?: string }[] = [
  { reason: /^\.\.\/shared is not here$/, holds: !hasShared },
  { reason: /^no tmpfs can be mounted$/, holds: !canMount },
  { reason: /^no redis-server$/, holds: !hasOwnRedis },
  { reason: /^no Redis$/, holds: !hasService("redis") },
  {
    reason: /^no Qdrant$/,
    holds: !hasService("qdrant"),
    remedy: "missing" in qdrant ? qdrant.missing : undefined,
  },
  {
    reason: /^no Chromium$/,
    holds: !hasService("chromium"),
    remedy: "no Chromium: install it (as root on Debian `npm test` does so itself); the page's tests need it",
  },
  { reason: /^Qdrant applies a write in pieces of 32 points and has no transactions$/, holds: true },
  {
    reason: /^no Python with open_clip$/,
    holds: python === undefined,
    remedy:
      "no Python with open_clip: name one with torch, open_clip_torch, timm, transformers and onnx in LESION_TEST_PYTHON",
  },
  {
    reason: /^no openapi-python-client$/,
    holds: !hasPythonClient(),
    remedy:
      "no openapi-python-client: Python 3 with venv and a way to PyPI install it; a client of docs/api.md needs it",
  },
  { reason: /^no Qdrant that may be harmed$/, holds: "url" in qdrant },
];
