import { escapeText } from "./escape.ts";

/** A table of text cells; the first column is the row's head, the others are aligned right. */
export function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const titles = head.map((title) => `<th scope="col">${escapeText(title)}</th>`).join("");
  const lines = rows.map(([first, ...cells]) => {
    const others = cells.map((cell) => `<td>${cellHtml(cell)}</td>`).join("");
    return `<tr><th scope="row">${escapeText(first)}</th>${others}</tr>`;
  });
  return `<div class="scroll"><table><thead><tr>${titles}</tr></thead><tbody>${lines.join("")}</tbody></table></div>`;
}

/** An interval stands below its figure. */
function cellHtml(cell: string): string {
  const { value, interval } = /^(?<value>-?[\d.]+) \((?<interval>-?[\d.]+ to -?[\d.]+)\)$/.exec(cell)?.groups ?? {};
  return value === undefined ? escapeText(cell) : `${value}<small>${interval}</small>`;
}
