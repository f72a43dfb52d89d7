import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { freePorts } from "../free-ports.ts";
import { qdrantImage } from "./find-qdrant.ts";
import type { OwnQdrant } from "./start-qdrant.ts";
import { untilReady } from "./until-ready.ts";

const run = promisify(execFile);

/** Starts a container whose storage lives and dies with it. @throws Error with Docker's own words */
export async function startQdrantContainer(
  docker: string,
  settings: Readonly<Record<string, string>>,
): Promise<OwnQdrant> {
  const [port] = await freePorts(1);
  const name = `lesion-qdrant-${port}`;
  const url = `http://127.0.0.1:${port}`;
  const environment = Object.entries({ QDRANT__TELEMETRY_DISABLED: "true", QDRANT__LOG_LEVEL: "WARN", ...settings });
  const settingWords = environment.flatMap(([key, value]) => ["-e", `${key}=${value}`]);
  await run(docker, ["create", "--name", name, "-p", `127.0.0.1:${port}:6333`, ...settingWords, qdrantImage]);
  const signal = async (kind: string) => void (await run(docker, ["kill", "--signal", kind, name]));
  const isRunning = async () =>
    (await run(docker, ["inspect", "--format", "{{.State.Running}}", name])).stdout.trim() === "true";

  const server: OwnQdrant = {
    url,
    async kill() {
      await signal("KILL");
      await run(docker, ["wait", name]);
    },
    async restart() {
      await run(docker, ["start", name]);
      if (!(await untilReady(url, isRunning)))
        throw new Error((await run(docker, ["logs", "--tail", "5", name])).stdout);
    },
    pause: () => signal("STOP"),
    resume: () => signal("CONT"),
    stop: async () => void (await run(docker, ["rm", "--force", "--volumes", name])),
  };
  try {
    await server.restart();
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}
