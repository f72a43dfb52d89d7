/** Of the 95 % interval: the normal distribution's 97.5 % point. */
const z = 1.959964;

/** The 95 % interval of a share of which `found` of `size` were seen (Wilson, 1927: JASA 22, 209-212); [0, 1] of nothing. */
export function intervalOf(found: number, size: number): { low: number; high: number } {
  if (size === 0) return { low: 0, high: 1 };
  const share = found / size;
  const centre = share + z ** 2 / (2 * size);
  const reach = z * Math.sqrt((share * (1 - share)) / size + z ** 2 / (4 * size ** 2));
  const whole = 1 + z ** 2 / size;
  return { low: Math.max(0, (centre - reach) / whole), high: Math.min(1, (centre + reach) / whole) };
}
