/** What the programs of `probe.ts` are given, as JSON in their first argument. */
export interface ProbeSetting {
  rows: number;
  dimensions: number;
  classes: number;
  /** rows x dimensions, float32. */
  features: string;
  /** One int32 a row. */
  labels: string;
  /** Where the coefficients go, float32: classes x dimensions, then the intercepts. */
  ours: string;
  /** The objective at scikit-learn's optimum, known after `prepare.py`. */
  optimum?: number;
  threads: number;
}

export const setting = JSON.parse(process.argv[2] ?? "{}") as ProbeSetting;
