import type { ProbeTraining } from "../../src/index.ts";

/** A data set on which our optimum and scikit-learn's are compared, and how both are fitted. */
export interface ParitySet {
  name: string;
  training: ProbeTraining;
  /** Rows x dimensions that neither side has seen. */
  unseen: Float32Array;
  C: number;
  classWeight: "none" | "balanced";
  multiClass: "multinomial" | "one-vs-rest";
}

interface Shape {
  rows: number;
  dimensions: number;
  /** Share of each class. */
  shares: readonly number[];
  /** How far the classes' means lie apart, in deviations of a feature. */
  apart: number;
  C?: number;
  classWeight?: "balanced";
  multiClass?: "one-vs-rest";
  /** Changes a row after it was drawn. */
  change?: (row: Float32Array) => void;
  multiLabel?: boolean;
}

const even = (classes: number) => Array.from({ length: classes }, () => 1 / classes);

const shapes: Record<string, Shape> = {
  "two classes": { rows: 200, dimensions: 8, shares: even(2), apart: 1 },
  "three classes": { rows: 300, dimensions: 10, shares: even(3), apart: 1.5, C: 0.5 },
  "seven classes, two of them in 1 % each": {
    rows: 700,
    dimensions: 12,
    shares: [0.67, 0.11, 0.1, 0.06, 0.04, 0.01, 0.01],
    apart: 2,
  },
  "ten classes, gone to in float32": { rows: 3000, dimensions: 150, shares: even(10), apart: 3, C: 0.1 },
  "two separable classes": { rows: 100, dimensions: 5, shares: even(2), apart: 8, C: 100 },
  "four separable classes": { rows: 160, dimensions: 6, shares: even(4), apart: 12, C: 1000 },
  "constant features": {
    rows: 200,
    dimensions: 6,
    shares: even(3),
    apart: 1.5,
    change: (row) => {
      row[1] = 0;
      row[4] = 3.5;
    },
  },
  "duplicate features": {
    rows: 200,
    dimensions: 8,
    shares: even(3),
    apart: 1.5,
    C: 10,
    change: (row) => {
      row[5] = row[0];
      row[6] = row[0];
      row[7] = 2 * row[1];
    },
  },
  "a class without a row": { rows: 250, dimensions: 7, shares: [0.3, 0.3, 0, 0.2, 0.2], apart: 1.5 },
  "fewer rows than features": { rows: 40, dimensions: 120, shares: even(3), apart: 2 },
  "one against the rest, balanced": {
    rows: 400,
    dimensions: 9,
    shares: [0.5, 0.2, 0.15, 0.1, 0.05],
    apart: 1.5,
    classWeight: "balanced",
    multiClass: "one-vs-rest",
  },
  "one in thirty, balanced, strong penalty, far from the origin": {
    rows: 600,
    dimensions: 10,
    shares: [29 / 30, 1 / 30],
    apart: 1,
    C: 0.01,
    classWeight: "balanced",
    change: (row) => {
      for (let i = 0; i < row.length; i += 1) row[i] += 20;
    },
  },
  "several labels an image": { rows: 300, dimensions: 8, shares: even(4), apart: 1.5, multiLabel: true },
};

/** Twelve sets and one of several labels; the same bits on every machine: additions and products of Lehmer's numbers. */
export function paritySets(): ParitySet[] {
  return Object.entries(shapes).map(([name, shape], index) => draw(name, shape, 1000 + index));
}

function draw(name: string, shape: Shape, seed: number): ParitySet {
  const { rows, dimensions, shares, apart, C = 1, classWeight = "none", multiClass = "multinomial" } = shape;
  const next = lehmer(seed);
  const means = shares.map(() => Float64Array.from({ length: dimensions }, () => ((next() - 0.5) * apart * 3.4) / 2));
  const unseenRows = 300;
  const all = new Float32Array((rows + unseenRows) * dimensions);
  const labels = new Int32Array(rows + unseenRows);
  const memberships = new Uint8Array((rows + unseenRows) * shares.length);
  for (let row = 0; row < rows + unseenRows; row += 1) {
    let drawn = next();
    let label = 0;
    while (drawn >= shares[label] && label < shares.length - 1) drawn -= shares[label++];
    labels[row] = label;
    const values = all.subarray(row * dimensions, (row + 1) * dimensions);
    for (let i = 0; i < dimensions; i += 1) values[i] = means[label][i] + (next() + next() + next() - 1.5) * 2;
    memberships[row * shares.length + label] = 1;
    if (next() < 0.3) memberships[row * shares.length + ((label + 1) % shares.length)] = 1;
    shape.change?.(values);
  }
  return {
    name,
    training: {
      features: all.subarray(0, rows * dimensions),
      dimensions,
      classes: shares.map((_, index) => `class ${index}`),
      labels: shape.multiLabel ? new Int32Array(0) : labels.subarray(0, rows),
      ...(shape.multiLabel && { memberships: memberships.subarray(0, rows * shares.length) }),
    },
    unseen: all.subarray(rows * dimensions),
    C,
    classWeight,
    multiClass,
  };
}

/** Numbers in (0, 1): x -> 48271 x mod 2^31 - 1. */
function lehmer(seed: number): () => number {
  let state = seed;
  for (let i = 0; i < 10; i += 1) state = (state * 48271) % 2147483647;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
