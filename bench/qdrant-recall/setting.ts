/** What the processes of this bench are started with, as JSON. */
export interface RecallSetting {
  /** Images in both stores. */
  images: number;
  /** Folder with `stored.f32`, `asked-images.f32` and `asked-words.f32`. */
  vectors: string;
  /** Of the vectors. */
  dimensions: number;
  /** Hits of a search. */
  limit: number;
  /** Path of the embedded store's file. */
  embedded: string;
  /** Of the Qdrant server. */
  qdrantUrl: string;
  /** Path of the exact answers, JSON. */
  truth: string;
  threads: number;
}

export const setting = JSON.parse(process.argv[2]) as RecallSetting;

/** The model that the vectors are of, and one that is added to it. */
export const [model, secondModel] = ["a", "b"].map((digit) => ({
  id: digit === "a" ? "demo" : "demo-rotated",
  fingerprint: digit.repeat(64),
  dimensions: setting.dimensions,
  logitScale: 12,
  templates: [],
  hasText: true,
}));
