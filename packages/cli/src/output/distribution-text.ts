import type { DistributionAnswer } from "@lesion-atlas/analysis";
import { formatCount } from "./numbers.ts";
import { printable } from "./printable.ts";

/** Characters of the longest bar on a wide terminal, and on a narrow one. */
const longestBar = { wide: 50, narrow: 12 };

/** Eighths of a character, so that a few images still show. */
const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

const bases = {
  expected_f1: "where the best F1 is expected by the calibration",
  two_groups: "where the images part best into two groups",
};

/** A histogram that lies on its side, low presence first, with the suggested cut and the counts below it. */
export function distributionText(
  answer: DistributionAnswer,
  { minPresence, columns }: { minPresence?: number; columns: number },
): string {
  const { model, concept, calibrated, searched, histogram, suggested, matching, exact, notice } = answer;
  const about = exact ? "" : "about ";
  const most = Math.max(1, ...histogram.map(({ count }) => count));
  const edges = histogram.map(({ from, to }) => `${presenceOf(from)} to ${presenceOf(to)}`);
  const counts = histogram.map(({ count }) => formatCount(count));
  const label = Math.max(8, ...edges.map(({ length }) => length));
  const width = Math.max(6, ...counts.map(({ length }) => length));
  const room = Math.max(longestBar.narrow, Math.min(longestBar.wide, columns - label - width - 6));
  const suggestedBar = suggested && histogram.findLastIndex(({ from }) => from <= suggested.presence);
  const lines = histogram.map(({ count }, bar) => {
    const mark = bar === suggestedBar ? "  ← suggested cut" : "";
    const picture = barOf((count / most) * room);
    return `${edges[bar].padEnd(label)}  ${counts[bar].padStart(width)}  ${picture}${mark}`.trimEnd();
  });
  const cut = suggested
    ? `Suggested cut: presence ${presenceOf(suggested.presence)}, passed by ${about}${formatCount(suggested.matching)} ` +
      `of ${formatCount(searched)} images, ${bases[suggested.basis]}.\n`
    : "";
  const { low, high } = answer.matching_interval ?? {};
  const interval = low === undefined || high === undefined ? "" : ` (${formatCount(low)} to ${formatCount(high)})`;
  const asked =
    matching === undefined
      ? ""
      : `Presence of at least ${minPresence}: ${about}${formatCount(matching)}${interval} of ${formatCount(searched)} images.\n`;
  const title = `${printable(concept)}, ${formatCount(searched)} images, model ${model}`;
  const head = `${"presence".padEnd(label)}  ${"images".padStart(width)}`;
  const kind = calibrated ? "calibrated on labels" : "not calibrated";
  return `${title}; presence is ${kind}\n\n${[head, ...lines].join("\n")}\n\n${cut}${asked}${notice}\n`;
}

function barOf(characters: number): string {
  const whole = Math.floor(characters);
  const rest = eighths[Math.floor((characters - whole) * 8)];
  return characters > 0 && whole === 0 && rest === "" ? eighths[1] : "█".repeat(whole) + rest;
}

/** Three digits; more where they would say 0 or 1. */
function presenceOf(presence: number): string {
  const fixed = presence.toFixed(3);
  const isRounded = (fixed === "0.000" && presence > 0) || (fixed === "1.000" && presence < 1);
  return isRounded ? (presence < 0.5 ? presence.toExponential(0) : `1-${(1 - presence).toExponential(0)}`) : fixed;
}
