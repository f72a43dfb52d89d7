import { join } from "node:path";
import type { Bench, BenchRow } from "./bench.ts";
import { withServer } from "./qdrant/with-server.ts";

const setting = { images: 10_000, dimensions: 768, batch: 512 };
const peerName = "the client alone";

export const bench: Bench = {
  name: "qdrant-load",
  describe: "bulk load of 10,000 x 768 over REST through the adapter, against a bare loop over the client",
  run(context) {
    const storage = join(context.scratch, "qdrant");
    return withServer(storage, async ({ url }) => {
      const words = JSON.stringify({ ...setting, url, storage });
      const { ours, peer } = await context.interleave({
        ours: context.node("qdrant-load/ours.ts", words),
        peer: context.node("qdrant-load/bare.ts", words),
      });
      const { bodies } = await context.interleave(
        { bodies: context.node("qdrant-load/serialise.ts", words) },
        { runs: 3 },
      );
      const row = (figure: string, unit: string, key: string): BenchRow => ({
        figure,
        unit,
        ours: ours[key],
        peer: peer[key],
        peerName,
      });
      return {
        rows: [
          { ...row("1,000 images, until they can be read", "ms", "ms_per_1000"), target: { atMost: 1.25 } },
          row("images a second", "images/s", "images_per_s"),
          row("processor time of 1,000 images, this side", "ms", "client_cpu_ms_per_1000"),
          row("processor time of 1,000 images, the server", "ms", "server_cpu_ms_per_1000"),
          { figure: "making the JSON of 1,000 images", unit: "ms", ours: bodies.cpu_ms_per_1000 },
          { figure: "JSON of an image", unit: "KiB", ours: bodies.kib_an_image },
        ],
        notes: [
          `${setting.images} images of ${setting.dimensions} components in calls of ${setting.batch}; the server, its optimizer and the client share the machine's ${context.threads} cores.`,
          "The client alone upserts, one call after the other, what the adapter would write, into a collection with the same indexes; it merges nothing and reads nothing back.",
        ],
      };
    });
  },
};
