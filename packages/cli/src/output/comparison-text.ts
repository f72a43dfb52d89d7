import type { ComparedModel, ModelsComparison } from "../compare-models.ts";
import { formatBytes, formatCount } from "./numbers.ts";
import { formatTable } from "./table.ts";

/** Two models side by side, then how alike they see the images. */
export function comparisonText({ left, right, notice, ...space }: ModelsComparison & { notice: string }): string {
  const columns = [
    { title: "model" },
    { title: "size", align: "right" },
    { title: "images/s", align: "right" },
    { title: "ms/text", align: "right" },
    { title: "memory", align: "right" },
  ] as const;
  const row = ({ model, bytes, images_per_second, text_ms, memory_bytes }: ComparedModel) => [
    model,
    formatBytes(bytes),
    images_per_second.toPrecision(3),
    text_ms?.toPrecision(3),
    formatBytes(memory_bytes),
  ];
  const facts = [
    `recall@10 overlap ${space.recall_at_10.toFixed(3)} over ${formatCount(space.images)} images`,
    ...(space.cosine_mean === undefined
      ? []
      : [`cosine ${space.cosine_mean.toFixed(4)} on average, ${space.cosine_p1?.toFixed(4)} at the first percentile`]),
    ...(space.zero_shot_agreement === undefined
      ? []
      : [`zero-shot classes agree on ${(100 * space.zero_shot_agreement).toFixed(1)} %`]),
  ];
  return `${formatTable(columns, [row(left), row(right)])}\n${facts.join("\n")}\n${notice}\n`;
}
