import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { arch, cpus, release, totalmem, type } from "node:os";
import { dirname, join } from "node:path";
import { physicalCores } from "@lesion-atlas/compute";
import type { MachineFacts } from "../bench.ts";
import type { PeerVersions } from "./python-peer.ts";

export function machineFacts(peers: PeerVersions): MachineFacts {
  return {
    processor: cpus()[0]?.model.trim() ?? "unknown",
    cores: physicalCores(),
    memoryGib: Math.round((totalmem() / 2 ** 30) * 10) / 10,
    platform: `${type()} ${release()} ${arch()}`,
    node: process.version,
    onnxruntime: onnxruntimeVersion(),
    ...peers,
  };
}

export function machineLine(machine: MachineFacts): string {
  const peers = machine.numpy ? `, numpy ${machine.numpy}, Pillow ${machine.pillow}` : "";
  return (
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGib} GiB, ${machine.platform}; ` +
    `Node ${machine.node}, onnxruntime ${machine.onnxruntime}${peers}`
  );
}

function onnxruntimeVersion(): string {
  const main = createRequire(import.meta.url).resolve("onnxruntime-node");
  const manifest = join(dirname(main), "..", "package.json");
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
