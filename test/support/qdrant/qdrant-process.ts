import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "../free-ports.ts";
import type { OwnQdrant } from "./start-qdrant.ts";
import { untilReady } from "./until-ready.ts";

/** A port may be taken between its choice and its use. */
const attempts = 3;

/** Starts the program on free ports. @throws Error with the end of its log, when it ends before it answers */
export async function startQdrantProcess(
  command: string,
  settings: Readonly<Record<string, string>>,
): Promise<OwnQdrant> {
  for (let attempt = 1; ; attempt += 1) {
    const [http, grpc] = await freePorts(2);
    const server = createServer(command, { http, grpc }, settings);
    try {
      await server.restart();
      return server;
    } catch (error) {
      await server.stop();
      if (attempt === attempts) throw error;
    }
  }
}

function createServer(
  command: string,
  ports: { http: number; grpc: number },
  settings: Readonly<Record<string, string>>,
): OwnQdrant {
  const folder = mkdtempSync(join(tmpdir(), "lesion-qdrant-"));
  const logFile = join(folder, "qdrant.log");
  const url = `http://127.0.0.1:${ports.http}`;
  const env = {
    ...process.env,
    QDRANT__SERVICE__HOST: "127.0.0.1",
    QDRANT__SERVICE__HTTP_PORT: String(ports.http),
    QDRANT__SERVICE__GRPC_PORT: String(ports.grpc),
    QDRANT__STORAGE__STORAGE_PATH: join(folder, "storage"),
    QDRANT__STORAGE__SNAPSHOTS_PATH: join(folder, "snapshots"),
    QDRANT__LOG_LEVEL: "WARN",
    ...settings,
  };
  let child: ChildProcess | undefined;
  const killNow = () => child?.kill("SIGKILL");
  process.once("exit", killNow);

  async function kill(): Promise<void> {
    if (!child || hasEnded(child)) return;
    const ended = once(child, "exit");
    killNow();
    await ended;
  }

  return {
    url,
    kill,
    async restart() {
      const log = openSync(logFile, "a");
      const started = spawn(command, ["--disable-telemetry"], { cwd: folder, env, stdio: ["ignore", log, log] });
      closeSync(log);
      child = started;
      const answered = await untilReady(url, () => !hasEnded(started));
      if (!answered) throw new Error(`${command} ended with ${started.exitCode}: ${lastLines(logFile)}`);
    },
    pause: async () => void child?.kill("SIGSTOP"),
    resume: async () => void child?.kill("SIGCONT"),
    async stop() {
      await kill();
      process.removeListener("exit", killNow);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function lastLines(file: string): string {
  return readFileSync(file, "utf8").trim().split("\n").slice(-5).join("\n");
}
