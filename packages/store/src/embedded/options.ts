import { totalmem } from "node:os";

/** How a file is opened, for images or for documents. */
export interface EmbeddedOptions {
  /** How long a call waits while another process writes, before it gives up with `store_unavailable`. Default: 60,000. */
  busyTimeoutMs?: number;
}

export interface EmbeddedStoreOptions extends EmbeddedOptions {
  /**
   * For a command that searches once: reads the vectors past the search, in pieces, in place of loading them to stay.
   * Needs little memory at any size. Default: false.
   */
  oneShot?: boolean;
  /** Bytes that the vectors in memory may take; more is refused with `too_large`. Default: half of the system's memory. */
  vectorMemoryBytes?: number;
  /** Threads of one matrix product. Default: all physical cores. */
  threads?: number;
}

/** What a thread of the store is started with; it must survive a message. */
export interface ThreadSettings {
  path: string;
  busyTimeoutMs: number;
  oneShot: boolean;
  vectorMemoryBytes: number;
  threads: number | undefined;
}

/** Fills in the defaults. */
export function threadSettings(path: string, options: EmbeddedStoreOptions): ThreadSettings {
  const { busyTimeoutMs = 60_000, oneShot = false, vectorMemoryBytes = systemMemoryBytes() / 2, threads } = options;
  return { path, busyTimeoutMs, oneShot, vectorMemoryBytes, threads };
}

/** What the machine has, or the container where that is less. */
function systemMemoryBytes(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Infinity);
}
