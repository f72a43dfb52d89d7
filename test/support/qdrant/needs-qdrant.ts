import { hasService } from "../services.ts";
import { findQdrant } from "./find-qdrant.ts";

/** Whether tests on a real Qdrant run here. */
export const hasQdrant = hasService("qdrant");
/** Appended to the name of a test, or of a group, that needs a Qdrant. */
export const needsQdrant = hasQdrant ? "" : " (skipped: no Qdrant)";

/** Whether the Qdrant is the tests' own: nobody kills a server of `LESION_QDRANT_URL`. */
export const hasOwnQdrant = hasQdrant && !("url" in findQdrant());
/** Appended to the name of a test that harms its server. */
export const needsOwnQdrant = hasOwnQdrant
  ? ""
  : ` (skipped: ${hasQdrant ? "no Qdrant that may be harmed" : "no Qdrant"})`;
