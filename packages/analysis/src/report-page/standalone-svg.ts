import { escapeText } from "./escape.ts";

/** Colours in place of the page's variables, which readers of SVG files do not know. */
const style = `text{fill:#1b1f24;font:13px sans-serif}.tick,.figure{fill:#5b6570;font-size:12px}.strong{font-weight:700}
.grid{stroke:#dfe3e8}.reference{stroke:#5b6570;stroke-dasharray:4 4}.interval{stroke:#0b6e6e;stroke-width:2.5}
.dot{fill:#fff;stroke:#0b6e6e;stroke-width:2.5}.dot.strong{fill:#0b6e6e}`;

const room = 30;

/** A plot of a report page as a file of its own, with its title above and a white ground. */
export function standaloneSvg(svg: string, title: string): string {
  const { width, height } = /viewBox="0 0 (?<width>[\d.]+) (?<height>[\d.]+)"/.exec(svg)!.groups!;
  const inner = svg.replace(/^<svg[^>]*>/, "").replace(/<\/svg>$/, "");
  const total = Number(height) + room;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${total}" width="${width}" height="${total}">` +
    `<style>${style}</style><rect width="100%" height="100%" fill="#fff"/>` +
    `<text x="14" y="20" style="font-weight:700;font-size:14px">${escapeText(title)}</text>` +
    `<g transform="translate(0 ${room})">${inner}</g></svg>\n`
  );
}
