import { type Hit, type SearchAnswer, researchNotice } from "@lesion-atlas/analysis";
import { diagnosisOf } from "./diagnosis.ts";
import { formatCount } from "./numbers.ts";
import { type Column, formatTable } from "./table.ts";

/** Hits as a table with the counts below it, for a person. */
export function searchText(answer: SearchAnswer): string {
  const { hits, notice = researchNotice } = answer;
  const table = hits.length > 0 ? `${hitTable(hits)}\n` : "";
  return `${table}${countsOf(answer)}\n${notice}\n`;
}

const relations = { same_lesion: "same lesion", same_patient: "same patient", other: "" };

function hitTable(hits: readonly Hit[]): string {
  const hasPresence = hits[0].presence !== undefined;
  const concepts = (hits[0].concepts?.length ?? 0) > 1 ? hits[0].concepts! : [];
  const synthetic = hits.some((hit) => hit.synthetic);
  const related = !hits[0].reasons && hits.some(({ relation }) => relation !== undefined && relation !== "other");
  const columns: Column[] = [
    { title: "#", align: "right" },
    ...(hasPresence ? [{ title: "presence", align: "right" } as const] : []),
    ...concepts.map(({ name }) => ({ title: name, align: "right", longest: 20 }) as const),
    { title: "score", align: "right" },
    { title: "archive", longest: 20 },
    { title: "key", longest: 32 },
    ...(synthetic ? [{ title: "kind" } as const] : []),
    { title: "diagnosis", longest: 36 },
    ...(related ? [{ title: "relation" } as const] : []),
    ...(hits[0].reasons ? [{ title: "because" } as const] : []),
    { title: "file" },
  ];
  const rows = hits.map((hit, index) => [
    String(index + 1),
    ...(hasPresence ? [hit.presence!.toFixed(3)] : []),
    ...(hit.concepts && concepts.length > 0 ? hit.concepts.map(({ presence }) => presence.toFixed(3)) : []),
    hit.score.toFixed(4),
    hit.archive,
    hit.key,
    ...(synthetic ? [hit.synthetic ? "synthetic" : ""] : []),
    diagnosisOf(hit.record),
    ...(related ? [relations[hit.relation ?? "other"]] : []),
    ...(hit.reasons ? [hit.reasons.join(", ")] : []),
    hit.path ?? hit.file,
  ]);
  return formatTable(columns, rows);
}

function countsOf({
  query,
  license,
  model,
  searched,
  matching,
  matching_interval,
  calibrated,
  hits,
}: SearchAnswer): string {
  const about = matching_interval
    ? `about ${formatCount(matching)} (${formatCount(matching_interval.low)} to ${formatCount(matching_interval.high)})`
    : formatCount(matching);
  const cut = matching < searched || matching_interval ? `${about} of ${formatCount(searched)} match; ` : "";
  const shown = `${formatCount(hits.length)} shown of ${formatCount(searched)} images searched`;
  const presence = calibrated === false ? "; presence is not calibrated" : "";
  const made = query === undefined || query === "words" ? "" : `; query ${query}`;
  const licence = license.strictest === undefined ? "" : ` Strictest licence shown: ${license.strictest}.`;
  return `${cut}${shown}, model ${model}${presence}${made}.${licence}`;
}
