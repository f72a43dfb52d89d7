import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

/** The name under which the registry asks for the weights. */
const weightsName = "open_clip_pytorch_model.safetensors";
const weightsFile = "open_clip_model.safetensors";

export interface CuttingHub {
  url: string;
  /** GETs of the weights, divided by the rounds that asked for them from the beginning. */
  requestsARound(): number;
  close(): void;
}

/** Serves a checkpoint at the hub's addresses; of each download of its weights, the first `cuts` connections break. */
export async function startCuttingHub(folder: string, cuts: number): Promise<CuttingHub> {
  let [requests, rounds, left] = [0, 0, 0];
  const server = createServer((request, response) => {
    const name = new URL(request.url ?? "/", "http://hub").pathname.split("/").at(-1) ?? "";
    const path = join(folder, name === weightsName ? weightsFile : name);
    if (!existsSync(path)) return void response.writeHead(404).end();
    const { size } = statSync(path);
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    response.writeHead(start > 0 ? 206 : 200, {
      etag: `"${name}-${size}"`,
      "content-length": size - start,
      ...(start > 0 ? { "content-range": `bytes ${start}-${size - 1}/${size}` } : {}),
    });
    if (request.method === "HEAD") return void response.end();
    const isWeights = name === weightsName;
    if (isWeights) requests += 1;
    if (isWeights && start === 0) [rounds, left] = [rounds + 1, cuts];
    const isCut = isWeights && left-- > 0;
    const end = isCut ? start + Math.floor(size / (cuts + 1)) - 1 : size - 1;
    createReadStream(path, { start, end, highWaterMark: 1 << 20 })
      .on("end", () => isCut && setTimeout(() => response.destroy(), 50))
      .pipe(response, { end: !isCut });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requestsARound: () => requests / Math.max(1, rounds),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
