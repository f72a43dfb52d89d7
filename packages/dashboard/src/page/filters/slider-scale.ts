/** A bar: presences from one edge to the next. */
type Bins = readonly { from: number; to: number; count: number }[];

/** The presence at a place of the slider, 0 to the number of bars; none at its left end. */
export function cutAt(histogram: Bins, position: number): number | undefined {
  if (position <= 0) return undefined;
  const { from, to } = histogram[Math.min(histogram.length - 1, Math.floor(position))];
  const share = Math.min(1, position - Math.min(histogram.length - 1, Math.floor(position)));
  const cut = Number((from + (to - from) * share).toPrecision(4));
  return cut > 0 && cut < 1 ? cut : undefined;
}

/** The place of a presence on the slider. */
export function positionOf(histogram: Bins, cut: number | undefined): number {
  if (cut === undefined || cut <= histogram[0].from) return 0;
  const bar = histogram.findIndex(({ to }) => cut < to);
  if (bar < 0) return histogram.length;
  const { from, to } = histogram[bar];
  return bar + (cut - from) / (to - from);
}

/** About how many images are right of a place: all of the bars there, and a share of the one that it cuts. */
export function passingAt(histogram: Bins, position: number): number {
  const passing = histogram.reduce(
    (sum, { count }, bar) => sum + count * Math.min(1, Math.max(0, bar + 1 - position)),
    0,
  );
  return Math.round(passing);
}
