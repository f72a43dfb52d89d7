import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of real photographs and reference values beside the checkout; a newcomer does not have it. */
export const sharedFolder = fileURLToPath(new URL("../../../shared", import.meta.url));
export const hasShared = existsSync(sharedFolder);

/** Appended to the name of a test that reads `sharedFolder`. */
export const needsShared = hasShared ? "" : " (skipped: ../shared is not here)";
