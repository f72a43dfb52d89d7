import { AppError } from "../errors.ts";

/**
 * Expected calibration error over bins of equal numbers of cases (Naeini et al. 2015; Nixon et al. 2019, adaptive bins):
 * the mean distance between what was foretold and what was there, each bin weighing as many cases as it has.
 *
 * @param probabilities one a case, 0 to 1
 * @param positive one a case
 * @param options.bins 10 unless given
 * @returns 0 to 1; NaN without cases
 * @throws AppError `invalid_input` for lists of different length
 */
export function calibrationError(
  probabilities: ArrayLike<number>,
  positive: ArrayLike<boolean>,
  { bins = 10 }: { bins?: number } = {},
): number {
  const cases = probabilities.length;
  if (cases !== positive.length) {
    throw new AppError("invalid_input", `${cases} probabilities but ${positive.length} labels`);
  }
  const order = Array.from(probabilities, (_, index) => index).sort((a, b) => probabilities[a] - probabilities[b]);
  let distance = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const [first, end] = [Math.floor((bin * cases) / bins), Math.floor(((bin + 1) * cases) / bins)];
    let difference = 0;
    for (let at = first; at < end; at += 1) difference += probabilities[order[at]] - (positive[order[at]] ? 1 : 0);
    distance += Math.abs(difference);
  }
  return distance / cases;
}
