const whole = new Intl.NumberFormat("en");

/** 12,345 */
export const count = (value: number): string => whole.format(value);

/** A presence, 0 to 1, with two decimals; more where two would say 0 or 1. */
export function presenceText(presence: number): string {
  if (presence > 0 && presence < 0.005) return presence.toPrecision(1);
  if (presence < 1 && presence > 0.995) return "> 0.99";
  return presence.toFixed(2);
}

/** A cosine, -1 to 1, with three decimals. */
export const scoreText = (score: number): string => score.toFixed(3).replace("-", "−");
