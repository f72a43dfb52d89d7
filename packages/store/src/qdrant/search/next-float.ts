const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/**
 * The largest float32 below a number. Qdrant's `score_threshold` leaves out scores that equal it, and scores are float32:
 * all from `value` up are above this.
 */
export function floatBelow(value: number): number {
  const nearest = Math.fround(value);
  if (nearest < value || nearest === -Infinity) return nearest;
  if (nearest === 0) return -(2 ** -149);
  float[0] = nearest;
  bits[0] += nearest > 0 ? -1 : 1;
  return float[0];
}
