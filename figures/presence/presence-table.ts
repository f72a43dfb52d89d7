import type { CutFigure } from "./cuts.ts";
import type { PresenceFigure } from "./measure-presence.ts";

/** The figures of one set. */
export interface PresenceSet {
  title: string;
  images: number;
  concepts: PresenceFigure[];
}

const begin = "<!-- presence: written by figures/presence.ts -->";
const end = "<!-- presence: end -->";

/** The document with its tables written anew. @throws Error for one without the two marks */
export function withPresenceTables(document: string, sets: readonly PresenceSet[]): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the document needs the lines ${begin} and ${end}`);
  return `${document.slice(0, from + begin.length)}\n\n${sets.map(tableOf).join("\n\n")}\n\n${document.slice(to)}`;
}

function tableOf({ title, images, concepts }: PresenceSet): string {
  const head = [
    "concept",
    "with / without",
    "AUROC (95 %)",
    "presence >= 0.5: P / R",
    "suggested cut: P / R / F1",
    "cosine, best cut: P / R / F1",
    "MONET >= 0.5: P / R / F1",
    "calibration error: ours / MONET",
  ];
  const rows = concepts.map((one) => [
    one.cannotTell === undefined ? one.concept : `${one.concept}: **cannot be told** (${one.cannotTell})`,
    `${one.positives} / ${one.negatives}`,
    one.auroc ? `${two(one.auroc.value)} (${two(one.auroc.interval!.low)} to ${two(one.auroc.interval!.high)})` : "",
    one.half ? cells(one.half).slice(0, 2).join(" / ") : "",
    joined(one.suggested),
    joined(one.cosine),
    joined(one.monet),
    one.error ? `${two(one.error.presence)} / ${two(one.error.monet)}` : "",
  ]);
  const lines = [head, head.map((_, index) => (index === 0 ? "---" : "---:")), ...rows];
  const told = concepts.filter(({ cannotTell, error }) => cannotTell === undefined && error);
  const mean = (of: (one: PresenceFigure) => number) => two(told.reduce((sum, one) => sum + of(one), 0) / told.length);
  const summary =
    told.length === 0
      ? "None of them can be told."
      : `Mean over the ${told.length} that can be told: F1 ${mean(({ suggested }) => suggested!.f1)} at the suggested cut, ` +
        `${mean(({ cosine }) => cosine!.f1)} by cosine, ${mean(({ monet }) => monet!.f1)} by MONET's formula; ` +
        `calibration error ${mean(({ error }) => error!.presence)} and ${mean(({ error }) => error!.monet)}.`;
  return `### ${title}, ${images} images\n\n${lines.map((cell) => `| ${cell.join(" | ")} |`).join("\n")}\n\n${summary}`;
}

function joined(figure: CutFigure | undefined): string {
  return figure ? cells(figure).join(" / ") : "";
}

function cells({ precision, recall, f1 }: CutFigure): string[] {
  return [precision === undefined ? "none passes" : two(precision), two(recall), two(f1)];
}

function two(value: number): string {
  return value.toFixed(2);
}
