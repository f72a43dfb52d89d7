import { findOnPath } from "./find-on-path.ts";

/** Chromium on the PATH, under the names that systems give it, or undefined. */
export function findChromium(): string | undefined {
  return findOnPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
}
