import type { PresenceDistribution } from "../api/presence-distribution.ts";
import { positionOf } from "./slider-scale.ts";

interface HistogramProps {
  histogram: PresenceDistribution["histogram"];
  /** Of the slider: what is right of it passes. */
  position: number;
  suggested?: number;
}

const height = 56;

/** Bars of how many images have which presence; heights are of the square root, so that a few images can be seen. */
export function Histogram({ histogram, position, suggested }: HistogramProps) {
  const highest = Math.sqrt(Math.max(1, ...histogram.map(({ count }) => count)));
  return (
    <svg class="histogram" viewBox={`0 0 ${histogram.length} ${height}`} preserveAspectRatio="none" aria-hidden="true">
      {histogram.map(({ count }, bar) => {
        const tall = count === 0 ? 0 : Math.max(1.5, (Math.sqrt(count) / highest) * (height - 4));
        const passes = bar + 0.5 >= position;
        return (
          <rect
            key={bar}
            class={passes ? "passes" : undefined}
            x={bar + 0.1}
            width={0.8}
            y={height - tall}
            height={tall}
          />
        );
      })}
      {suggested !== undefined && (
        <line
          x1={positionOf(histogram, suggested)}
          x2={positionOf(histogram, suggested)}
          y1={0}
          y2={height}
          vector-effect="non-scaling-stroke"
        />
      )}
    </svg>
  );
}
