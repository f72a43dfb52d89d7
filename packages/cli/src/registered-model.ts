import { AppError } from "@lesion-atlas/core";
import type { RegisteredModel } from "@lesion-atlas/encoder";

/** The entry of the manifest with this id. @throws AppError `not_found` with the ids there are */
export function registeredModel(registry: readonly RegisteredModel[], id: string): RegisteredModel {
  const found = registry.find((model) => model.id === id);
  if (found) return found;
  const ids = registry.filter(({ source }) => source.kind === "hub").map((model) => model.id);
  throw new AppError(
    "not_found",
    `models/manifest.json has no model ${id}; it has ${ids.join(", ")}. A checkpoint of your own: lesion models import PATH --id ${id}`,
  );
}
