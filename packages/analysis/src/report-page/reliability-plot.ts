import type { MetricsReport } from "../evaluation/metrics-report.ts";

const [size, left, top] = [300, 56, 12];

/** A reliability diagram as SVG: what share was right against how sure the probe was, a point a bin. */
export function reliabilityPlot(bins: MetricsReport["reliability"]): string {
  const x = (value: number) => left + value * size;
  const y = (value: number) => top + (1 - value) * size;
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map(
    (tick) =>
      `<line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${y(0)}" y2="${y(1)}"/>` +
      `<line class="grid" x1="${x(0)}" x2="${x(1)}" y1="${y(tick)}" y2="${y(tick)}"/>` +
      `<text class="tick" x="${x(tick)}" y="${y(0) + 18}" text-anchor="middle">${tick.toFixed(1)}</text>` +
      `<text class="tick" x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick.toFixed(1)}</text>`,
  );
  const points = bins.map(({ n, confidence, right }) => ({ n, x: x(confidence), y: y(right) }));
  const path = points.map((point, at) => `${at === 0 ? "M" : "L"}${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join("");
  const dots = points.map(
    (point) =>
      `<circle class="dot strong" cx="${point.x}" cy="${point.y}" r="4.5"><title>n ${point.n}</title></circle>`,
  );
  const width = left + size + 16;
  return (
    `<svg role="img" aria-label="Reliability diagram" viewBox="0 0 ${width} ${top + size + 44}" width="${width}">` +
    `${ticks.join("")}<line class="reference" x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}"/>` +
    `<path class="curve" d="${path}"/>${dots.join("")}` +
    `<text class="tick" x="${x(0.5)}" y="${top + size + 38}" text-anchor="middle">said probability</text>` +
    `<text class="tick" transform="translate(14 ${y(0.5)}) rotate(-90)" text-anchor="middle">share that was right</text></svg>`
  );
}
