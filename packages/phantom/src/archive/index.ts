export { generateArchive } from "./generate-archive.ts";
export type { ArchiveCallOptions, ArchiveOptions, ArchiveProgress, PlantedShares } from "./archive-options.ts";
export { brokenKinds, duplicateKinds, missingKinds, type PlantedFault } from "./image-plan.ts";
