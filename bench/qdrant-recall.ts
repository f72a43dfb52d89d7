import { join } from "node:path";
import type { Bench, BenchRow, Samples } from "./bench.ts";
import { imageVectors } from "./image-vectors/image-vectors.ts";
import { filters } from "./qdrant-recall/filters.ts";
import { withServer } from "./qdrant/with-server.ts";

const images = 100_000;
const limit = 10;
const target = { atLeast: 0.98 };

const scopes = [
  { name: "all", describe: "no filter" },
  ...filters.map(({ name, describe }) => ({ name, describe: `filter ${describe}` })),
];
const kinds = [
  { name: "images", describe: "pictures" },
  { name: "words", describe: "words" },
];

export const bench: Bench = {
  name: "qdrant-recall",
  describe: "recall@10 of Qdrant against the exact answer, and both stores' latency, on 100,000 image vectors",
  run: (context) =>
    withServer(join(context.scratch, "qdrant"), async ({ url }) => {
      const { folder, dimensions, describe } = await imageVectors(context, images);
      const setting = JSON.stringify({
        images,
        vectors: folder,
        dimensions,
        limit,
        embedded: join(context.scratch, "recall.sqlite"),
        qdrantUrl: url,
        truth: join(context.scratch, "truth.json"),
        threads: context.threads,
      });
      const once = async (script: string, ...words: string[]): Promise<Samples> =>
        (await context.interleave({ once: context.node(`qdrant-recall/${script}.ts`, setting, ...words) }, { runs: 1 }))
          .once;
      const filled = await once("fill");
      const recall = await once("measure-recall");
      const { qdrant, embedded } = await context.interleave({
        qdrant: context.node("qdrant-recall/measure-latency.ts", setting, "qdrant"),
        embedded: context.node("qdrant-recall/measure-latency.ts", setting, "embedded"),
      });
      const adding = await once("while-adding", "qdrant");
      const addingEmbedded = await once("while-adding", "embedded");
      const after = await once("measure-recall");

      const recallRows = (when: string, samples: Samples, prefix = ""): BenchRow[] =>
        kinds.flatMap((kind) =>
          scopes.map((scope) => ({
            figure: `recall@10${when}, ${kind.describe}, ${scope.describe}`,
            unit: "",
            ours: samples[`${prefix}${kind.name}_${scope.name}`],
            target,
          })),
        );
      const latencyRows = (when: string, ours: Samples, peer: Samples): BenchRow[] =>
        scopes.flatMap((scope) =>
          ["p50", "p95"].map((part) => ({
            figure: `${part}${when}, ${scope.describe}`,
            unit: "ms",
            ours: ours[`${part}_images_${scope.name}`],
            peer: peer[`${part}_images_${scope.name}`],
            peerName: "embedded store",
          })),
        );
      const whileAdding = " while a model is added";
      return {
        rows: [
          ...recallRows("", recall),
          ...latencyRows("", qdrant, embedded),
          ...recallRows(whileAdding, adding, "recall_"),
          ...latencyRows(whileAdding, adding, addingEmbedded),
          ...recallRows(" with two models", after),
          {
            figure: "writing",
            unit: "images/s",
            ours: filled.qdrant_per_s,
            peer: filled.embedded_per_s,
            peerName: "embedded store",
          },
          { figure: "until the index is finished, after the writing", unit: "s", ours: filled.index_s },
          { figure: "share of the vectors in the graph then", unit: "", ours: filled.indexed_share },
          {
            figure: "writing a second model while searching",
            unit: "s",
            ours: adding.written_s,
            peer: addingEmbedded.written_s,
            peerName: "embedded store",
          },
          { figure: "until green again, from the start of that writing", unit: "s", ours: adding.green_s },
        ],
        notes: [
          `Vectors: the demo encoder (${dimensions} components) on ${describe}.`,
          `Views: crops, mirror images, other light; ${images} in all. Words: the presence queries of phrases that the encoder was taught.`,
          "A cluster: the images most like one picture pass the filter. By chance: any image may.",
          "An image as near as the tenth exact one (within 1e-5 |q|) counts as found. Latency: one search at a time, from call to records, for pictures.",
          "The second model: the same vectors with their components the other way about, written by another process; figures from its start until Qdrant is green again, over all searches meanwhile.",
        ],
      };
    }),
};
