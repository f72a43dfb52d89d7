import { AppError } from "@lesion-atlas/core";

/** The oldest server that can do what the adapter asks for. */
const oldest = { major: 1, minor: 18 };

/** @throws AppError `unsupported` for a server that is too old, or that does not say how old it is */
export function requireVersion(version: string, url: string): void {
  const [major, minor] = version.split(".").map(Number);
  if (major > oldest.major || (major === oldest.major && minor >= oldest.minor)) return;
  throw new AppError(
    "unsupported",
    `${url} is Qdrant ${version || "of an unknown version"}, which cannot add a named vector to a collection that has images, ` +
      `as a second model needs: run Qdrant ${oldest.major}.${oldest.minor} or newer`,
  );
}
