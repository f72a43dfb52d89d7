/** Rows of features, one a case, all of one length. */
export type FeatureRows = readonly (Float32Array | Float64Array)[];

/**
 * Learns mean and standard deviation of each feature (that of all cases, not n - 1; a constant feature is only centred).
 *
 * @param rows one a case
 * @returns a function that centres and scales any rows of the same features
 */
export function fitStandardizer(rows: FeatureRows): (rows: FeatureRows) => Float64Array[] {
  const features = rows[0]?.length ?? 0;
  const mean = new Float64Array(features);
  const deviation = new Float64Array(features);
  for (const row of rows) for (let i = 0; i < features; i += 1) mean[i] += row[i] / rows.length;
  for (const row of rows) for (let i = 0; i < features; i += 1) deviation[i] += (row[i] - mean[i]) ** 2 / rows.length;
  const scale = deviation.map((variance) => (variance > 0 ? 1 / Math.sqrt(variance) : 1));
  return (others) => others.map((row) => Float64Array.from(row, (value, i) => (value - mean[i]) * scale[i]));
}
