/** What a value is rounded to, 8 bits without a sign: value = (stored - zero) * scale. */
export interface Rounding {
  scale: number;
  zero: number;
}

/** What is known of a value of a graph after calibration. */
export interface CalibratedValue extends Rounding {
  /** Of each channel. */
  means: Float64Array;
}

/** Collects what values are. */
export interface ValueRange {
  /** @param shape of the values: images, channels, places of whatever shape */
  add(values: Float32Array, shape: readonly number[]): void;
  /**
   * A scale from the smallest to the largest value, zero included. Narrower ends, of the smallest squared error, were
   * measured on the demo model: they lose more neighbours.
   */
  calibrated(): CalibratedValue;
}

export function createValueRange(): ValueRange {
  let [low, high] = [0, 0];
  let sums = new Float64Array(0);
  let places = 0;

  return {
    add(values, [images, channels = 1]) {
      if (sums.length !== channels) sums = new Float64Array(channels);
      const run = values.length / (images * channels);
      places += images * run;
      for (let start = 0, channel = 0; start < values.length; start += run, channel = (channel + 1) % channels) {
        let sum = 0;
        for (let index = start; index < start + run; index++) {
          const value = values[index];
          sum += value;
          if (value < low) low = value;
          else if (value > high) high = value;
        }
        sums[channel] += sum;
      }
    },
    calibrated: () => ({ ...roundingOf(low, high), means: sums.map((sum) => sum / Math.max(1, places)) }),
  };
}

/** The rounding of a range that holds zero, which is stored exactly: a convolution pads with it. */
export function roundingOf(low: number, high: number): Rounding {
  const scale = Math.fround((high - low) / 255);
  if (!(scale > 0)) return { scale: 1, zero: 0 };
  return { scale, zero: Math.max(0, Math.min(255, Math.round(-low / scale))) };
}
