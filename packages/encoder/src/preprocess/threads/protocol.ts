import type { PreprocessedImage, WireError } from "@lesion-atlas/core";

/** What a thread is sent; it works on as many images at once as it was sent. */
export type ThreadRequest = { id: number; imageBytes: Uint8Array; limitMs?: number } | { close: true };

/** The answer to the image of that id. */
export type ThreadAnswer = { id: number } & ({ image: PreprocessedImage } | { error: WireError });
