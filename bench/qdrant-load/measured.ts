import { serverUse } from "../qdrant/server-use.ts";
import { setting } from "./setting.ts";

/** The figures of a load, of all its images. */
export interface LoadFigures {
  [figure: string]: number;
  images_per_s: number;
  /** Of 1,000 images. */
  ms_per_1000: number;
  /** Processor time of this process. */
  client_cpu_ms_per_1000: number;
  /** Processor time of the server meanwhile, its optimizer included; 0 where the system does not say. */
  server_cpu_ms_per_1000: number;
}

/** Runs a load and says what it took. */
export async function measured(load: () => Promise<void>): Promise<LoadFigures> {
  const thousands = setting.images / 1000;
  const serverBefore = serverUse(setting.storage, process.ppid)?.cpuS ?? 0;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await load();
  const ms = performance.now() - start;
  const cpu = process.cpuUsage(cpuBefore);
  const serverCpuS = (serverUse(setting.storage, process.ppid)?.cpuS ?? serverBefore) - serverBefore;
  return {
    images_per_s: setting.images / (ms / 1000),
    ms_per_1000: ms / thousands,
    client_cpu_ms_per_1000: (cpu.user + cpu.system) / 1000 / thousands,
    server_cpu_ms_per_1000: (serverCpuS * 1000) / thousands,
  };
}
