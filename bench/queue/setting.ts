/** What the processes of `queue.ts` work with. */
export interface QueueSetting {
  /** A model folder of ViT-L's size. */
  model: string;
  /** A folder of JPEGs. */
  images: string;
  /** A Redis of the bench's own. */
  redis: string;
  /** Rounds, in one process: a model of this size takes long to load. */
  rounds: number;
  /** For stores. */
  scratch: string;
}

export const setting = JSON.parse(process.argv[2] ?? "{}") as QueueSetting;
