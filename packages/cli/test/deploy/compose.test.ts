import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readConfig } from "../../src/config.ts";
import { runLesion } from "../../src/program.ts";
import { capturedTerminal } from "../support/captured-terminal.ts";

interface Service {
  image: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  ports?: string[];
  networks: string[];
  volumes: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  privileged?: boolean;
  network_mode?: string;
  healthcheck?: { test: string[] };
  stop_grace_period?: string;
  deploy: { replicas?: string; resources: { limits: Record<string, unknown> } };
}
interface Compose {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
  volumes: Record<string, unknown>;
}

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const text = readFileSync(join(root, "docker-compose.yml"), "utf8");
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);
const ours = services.filter(([, { build }]) => build !== undefined);

/** Words of `lesion` command lines: a service's own, and that of its health check. */
const commandLines = ours.flatMap(([name, { command = [], healthcheck }]) => {
  const script = healthcheck?.test.findIndex((word) => word.endsWith("lesion.js")) ?? -1;
  const check = script < 0 ? [] : [healthcheck!.test.slice(script + 1)];
  return [command, ...check].map((words) => ({ name, words }));
});

async function helpOf(command: string): Promise<string> {
  const terminal = capturedTerminal();
  expect(await runLesion([command, "--help"], terminal), `lesion ${command} --help`).toBe(0);
  return terminal.out.text;
}

describe("docker-compose.yml", () => {
  test("has the API, workers, Qdrant and Redis", () => {
    expect(Object.keys(compose.services).sort()).toEqual(["api", "qdrant", "redis", "worker"]);
    expect(ours.map(([name]) => name)).toEqual(["api", "worker"]);
  });

  test.each(commandLines)("lesion knows the command line of $name: $words", async ({ words: [command, ...words] }) => {
    const help = await helpOf(command);
    const options = words.filter((word) => word.startsWith("-"));
    for (const option of options) expect(help).toMatch(new RegExp(`(^|\\s)${option}[ ,\\n]`));
  });

  test("lesion reads every variable that it is given", () => {
    const given = Object.keys(compose.services.api.environment!);
    expect(given).toContain("LESION_REDIS_URL");
    const store = "qdrant:http://qdrant:6333";
    for (const name of given) {
      const value = { LESION_STORE: store, LESION_REDIS_URL: "redis://:p@redis:6379" }[name] ?? "some-value";
      expect(JSON.stringify(readConfig({}, { [name]: value })), name).not.toBe(JSON.stringify(readConfig({}, {})));
    }
  });

  test("every image is pinned to a version", () => {
    for (const [name, { image }] of services) expect(image, name).toMatch(/:v?\d+\.\d+\.\d+(-[a-z]+)?$/);
  });

  test("only the API publishes a port, to this machine unless told otherwise; what keeps data is cut off from outside", () => {
    expect(services.filter(([, { ports }]) => ports !== undefined).map(([name]) => name)).toEqual(["api"]);
    expect(compose.services.api.ports).toEqual(["${LESION_ADDRESS:-127.0.0.1}:${LESION_PORT:-4600}:4600"]);
    expect(compose.networks.inside?.internal).toBe(true);
    for (const [name, { networks, network_mode }] of services) {
      expect(network_mode).toBeUndefined();
      if (name !== "api") expect(networks, name).toEqual(["inside"]);
    }
  });

  test("each service has a read-only root, no capability, a health check and limits; each volume is declared", () => {
    for (const [name, service] of services) {
      expect(service, name).toMatchObject({
        read_only: true,
        cap_drop: ["ALL"],
        security_opt: ["no-new-privileges:true"],
        healthcheck: { test: expect.arrayContaining(["CMD"]) },
        deploy: {
          resources: { limits: { cpus: expect.anything(), memory: expect.anything(), pids: expect.any(Number) } },
        },
      });
      expect(service.privileged).toBeUndefined();
      for (const volume of service.volumes) {
        const [source, target, mode] = volume.replace(/\$\{[^}]*\}/, "ARCHIVES").split(":");
        if (source === "ARCHIVES") expect([target, mode]).toEqual(["/archives", "ro"]);
        else expect(Object.keys(compose.volumes)).toContain(source);
      }
    }
  });

  test("keys come from the environment, and there is no default for one", () => {
    const secrets = text.match(/.*(API_KEY|PASSWORD|REDISCLI_AUTH|requirepass\n).*/g)!;
    expect(secrets.length).toBeGreaterThan(4);
    for (const line of secrets)
      if (!line.trim().startsWith("#")) expect(line).toMatch(/\$\{[A-Z_]+:\?[^}]*\}|requirepass/);
    expect(text).not.toMatch(/\$\{[A-Z_]*(KEY|PASSWORD)(:-[^}]*)?\}/);
  });

  test("Redis loses no job: an append-only file, nothing evicted", () => {
    const { command = [] } = compose.services.redis;
    const valueOf = (option: string) => command[command.indexOf(option) + 1];
    expect(valueOf("--appendonly")).toBe("yes");
    expect(valueOf("--maxmemory-policy")).toBe("noeviction");
  });

  test("a worker may take its grace before it is killed, and more of them may run", () => {
    const { command = [], stop_grace_period, deploy } = compose.services.worker;
    const grace = Number(command[command.indexOf("--grace") + 1]);
    expect(Number.parseInt(stop_grace_period!, 10)).toBeGreaterThan(grace);
    expect(deploy.replicas).toBe("${LESION_WORKERS:-1}");
    expect(compose.services.worker).not.toHaveProperty("container_name");
  });
});
