/** What the processes of this bench are started with, as JSON. */
export interface EventLoopSetting {
  /** Images in the store when the measuring begins. */
  stored: number;
  /** Images that are encoded meanwhile. */
  encoded: number;
  /** Pause between two searches. */
  pauseMs: number;
  /** Folder of the model, folder of JPEGs and path of the store file: made by `prepare.ts`. */
  model: string;
  images: string;
  store: string;
}

export const setting = JSON.parse(process.argv[2]) as EventLoopSetting;
