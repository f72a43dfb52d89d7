import type { Archive, CallOptions, Encoder, RunCounts, VectorStore } from "@lesion-atlas/core";
import type { EmbeddingCache } from "../embedding-cache/embedding-cache.ts";
import { openArchive } from "../archives/archive-readers.ts";

/** Opens what lies at a run's location. */
export type OpenArchive = (location: string, options: CallOptions & { format?: string }) => Promise<Archive>;

/** Where an archive lies, for whoever wants the way back from an image to its file. */
export interface SeenArchive {
  name: string;
  location: string;
  /** The reader's name. */
  format: string;
  /** ISO 8601, at the end of a run that completed. */
  indexedAt?: string;
  /** That run, which its queue may forget. */
  run?: { id: string; counts: RunCounts };
}

/** What runs are worked on with; each stays the caller's to close. */
export interface QueuePorts {
  store: VectorStore;
  encoder: Encoder;
  /** Of this process; several may share its file. None unless given. */
  embeddingCache?: EmbeddingCache;
  /** Address of the store, for those who start runs. */
  storeAddress?: string;
  /** `openArchive` unless given. */
  openArchive?: OpenArchive;
  /** Called when a run has opened its archive, and when it has completed. */
  onArchive?: (archive: SeenArchive) => Promise<void>;
}

/** The ports with their defaults. */
export type OpenQueuePorts = QueuePorts & Required<Pick<QueuePorts, "openArchive" | "onArchive">>;

export function queuePorts(ports: QueuePorts): OpenQueuePorts {
  return { openArchive, onArchive: async () => {}, ...ports };
}
