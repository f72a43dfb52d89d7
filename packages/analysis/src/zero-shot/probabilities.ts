/** softmax of logits, shifted by their maximum so that no exponential overflows. */
export function softmax(logits: readonly number[]): number[] {
  const top = Math.max(...logits);
  const exponentials = logits.map((value) => Math.exp(value - top));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

/**
 * Zero-shot probabilities of one image: softmax(logitScale * cos(x, c_k)).
 *
 * @param image the image's unit vector
 * @param classes the unit vector of each class
 * @param logitScale 1 / temperature
 */
export function zeroShotProbabilities(
  image: Float32Array,
  classes: readonly Float64Array[],
  logitScale: number,
): number[] {
  return softmax(
    classes.map((vector) => {
      let cosine = 0;
      for (let i = 0; i < vector.length; i += 1) cosine += image[i] * vector[i];
      return logitScale * cosine;
    }),
  );
}
