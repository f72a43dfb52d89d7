/** What the processes of this bench are started with, as JSON. */
export interface ServeSetting {
  images: number;
  /** The repository's `demo`, or one with random weights that `prepare.ts` makes. */
  model: "demo" | "random";
  /** LESION_HOME of the service. */
  home: string;
  /** As `--store` takes it. */
  store: string;
  /** Hits asked for. */
  limit: number;
  /** Requests of the single client, and pairs of text encode and search alone. */
  requests: number;
  /** Of the loads by 8 clients and by 200. */
  loadS: number;
  crowdS: number;
}

export const setting = JSON.parse(process.argv[2]) as ServeSetting;
