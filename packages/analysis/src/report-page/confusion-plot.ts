import { escapeText } from "./escape.ts";

const [cell, left] = [56, 250];

/** A confusion matrix as SVG: rows are true classes, columns predicted ones, shaded by the share of the row. */
export function confusionPlot(classes: readonly string[], table: readonly (readonly number[])[]): string {
  const size = classes.length * cell;
  const longest = Math.max(...classes.map((name) => Math.min(24, name.length)));
  const top = 30 + longest * 5;
  const rows = classes.map((name, row) => {
    const sum = table[row].reduce((total, count) => total + count, 0);
    const label = `<text class="label" x="${left - 10}" y="${top + (row + 0.5) * cell + 4}" text-anchor="end">${escapeText(shorten(name, 34))}</text>`;
    const cells = table[row].map((count, column) => {
      const share = sum === 0 ? 0 : count / sum;
      const [x, y] = [left + column * cell, top + row * cell];
      return (
        `<rect class="${row === column ? "right" : "wrong"}" x="${x + 1}" y="${y + 1}" width="${cell - 2}" height="${cell - 2}" rx="3" style="--share:${share.toFixed(3)}"/>` +
        `<text class="count" x="${x + cell / 2}" y="${y + cell / 2 + 1}" text-anchor="middle">${count}</text>` +
        `<text class="share" x="${x + cell / 2}" y="${y + cell / 2 + 15}" text-anchor="middle">${sum === 0 ? "" : `${Math.round(100 * share)} %`}</text>`
      );
    });
    return label + cells.join("");
  });
  const heads = classes.map((name, column) => {
    const x = left + (column + 0.5) * cell;
    return `<text class="label" transform="translate(${x + 4} ${top - 10}) rotate(-40)">${escapeText(shorten(name, 24))}</text>`;
  });
  const width = left + size + 140;
  return (
    `<svg role="img" aria-label="Confusion matrix" viewBox="0 0 ${width} ${top + size + 28}" width="${width}">` +
    `<text class="tick" x="${left - 10}" y="${top - 10}" text-anchor="end">true ↓ · predicted →</text>` +
    `${heads.join("")}${rows.join("")}` +
    `<text class="tick" x="${left}" y="${top + size + 20}">per cent of the row</text></svg>`
  );
}

function shorten(label: string, most: number): string {
  const characters = [...label];
  return characters.length <= most ? label : `${characters.slice(0, most - 1).join("")}…`;
}
