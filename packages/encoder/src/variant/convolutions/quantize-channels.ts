/** Weights of 8 bits with a scale for each output channel: value = stored * scale. */
export interface QuantizedChannels {
  /** In the order of the weights. */
  values: Int8Array;
  scales: Float32Array;
  /** How much less each output channel is on average, for the bias to make up for. */
  shortfalls: Float64Array;
}

export interface ChannelOptions {
  /** Which of the dimensions counts the output channels; of a convolution 0, of a product 0 or 1. */
  axis: number;
  /** Of the channels of what the weights are multiplied with, all groups together. */
  means: Float64Array;
  /** No scale is smaller, so that a bias in steps of it stays within 32 bits. */
  leastScale: (channel: number) => number;
}

/**
 * Symmetric rounding to -127..127: the largest magnitude of a channel becomes 127.
 *
 * What the rounding takes away, times the mean of the input, is a constant for each output channel, which small kernels
 * make large (M. Nagel et al., "Data-Free Quantization Through Weight Equalization and Bias Correction", ICCV 2019, 4.2).
 *
 * @param dimensions of the weights, row-major: [out, in of a group, height, width], or those of a matrix
 */
export function quantizeChannels(
  weights: Float32Array,
  dimensions: readonly number[],
  { axis, means, leastScale }: ChannelOptions,
): QuantizedChannels {
  const channels = dimensions[axis];
  const inputs = dimensions[1 - axis];
  const kernel = dimensions.slice(2).reduce((product, size) => product * size, 1);
  const groups = means.length / inputs;
  const outputOf = (index: number) => (axis === 0 ? Math.floor(index / (inputs * kernel)) : index % channels);
  const inputOf = (index: number) => (axis === 0 ? Math.floor(index / kernel) % inputs : Math.floor(index / channels));

  const largest = new Float32Array(channels);
  for (let index = 0; index < weights.length; index++) {
    const output = outputOf(index);
    largest[output] = Math.max(largest[output], Math.abs(weights[index]));
  }
  const scales = largest.map((magnitude, channel) => Math.max(magnitude / 127, leastScale(channel)) || 1);
  const values = new Int8Array(weights.length);
  const shortfalls = new Float64Array(channels);
  for (let index = 0; index < weights.length; index++) {
    const output = outputOf(index);
    values[index] = Math.round(weights[index] / scales[output]);
    const group = Math.floor((output * groups) / channels);
    shortfalls[output] += (weights[index] - values[index] * scales[output]) * means[group * inputs + inputOf(index)];
  }
  return { values, scales, shortfalls };
}
