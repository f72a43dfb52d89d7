/** What the processes of this bench are started with, as JSON. */
export interface SearchSetting {
  images: number;
  dimensions: number;
  batch: number;
  limit: number;
  threads: number;
  /** Path of the store file. */
  store: string;
  /** Path of the same vectors as raw float32, row by row, for the peer. */
  vectors: string;
}

export const setting = JSON.parse(process.argv[2]) as SearchSetting;

/** The model that the vectors are said to be of. */
export const model = {
  id: "random",
  fingerprint: "5ea2c4".padEnd(64, "0"),
  dimensions: setting.dimensions,
  logitScale: 100,
  templates: [],
  hasText: true,
};

/** The middle one of the times that `work` takes, in ms. */
export async function medianMs(repeats: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < repeats; n++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1];
}
