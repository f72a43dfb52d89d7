/** What a classifier said of some cases, and what is true. */
export interface ScoredCases {
  classes: readonly string[];
  /** [cases, classes]; rows sum to 1 unless an image may be of several classes. */
  probabilities: Float32Array;
  /** [cases, classes], 1 where the case is of the class. */
  truth: Uint8Array;
  /** Whether a case may be of several classes, or of none. */
  multiLabel: boolean;
  /** Group of each case: what the intervals draw. */
  groups: ArrayLike<number>;
}

/** The first of the most probable classes of each case, and with several labels each class of at least 0.5. */
export function predictedOf({ classes, probabilities, multiLabel }: ScoredCases): Uint8Array {
  const count = classes.length;
  const predicted = new Uint8Array(probabilities.length);
  for (let start = 0; start < probabilities.length; start += count) {
    let best = 0;
    for (let k = 0; k < count; k += 1) {
      if (multiLabel) predicted[start + k] = probabilities[start + k] >= 0.5 ? 1 : 0;
      else if (probabilities[start + k] > probabilities[start + best]) best = k;
    }
    if (!multiLabel) predicted[start + best] = 1;
  }
  return predicted;
}

/** The cases at some places of the list. */
export function casesAt(cases: ScoredCases, places: readonly number[]): ScoredCases {
  const count = cases.classes.length;
  const probabilities = new Float32Array(places.length * count);
  const truth = new Uint8Array(places.length * count);
  for (const [row, place] of places.entries()) {
    probabilities.set(cases.probabilities.subarray(place * count, (place + 1) * count), row * count);
    truth.set(cases.truth.subarray(place * count, (place + 1) * count), row * count);
  }
  return { ...cases, probabilities, truth, groups: places.map((place) => cases.groups[place]) };
}
