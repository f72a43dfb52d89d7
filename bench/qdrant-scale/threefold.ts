/**
 * The same inner products in three times as many components: the vector, itself the other way about, and itself with every
 * other sign changed, each divided by the root of three.
 */
export function threefold(vector: Float32Array): Float32Array {
  const { length } = vector;
  const wide = new Float32Array(3 * length);
  for (let i = 0; i < length; i++) {
    const part = vector[i] / Math.sqrt(3);
    wide[i] = part;
    wide[2 * length - 1 - i] = part;
    wide[2 * length + i] = i % 2 === 0 ? part : -part;
  }
  return wide;
}
