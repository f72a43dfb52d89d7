import { AppError } from "@lesion-atlas/core";

/** The id of the model that comes with the repository. */
export const demoModelId = "demo";

/**
 * Which model encodes: the one asked for; else the only one of those that are preferred; else the only one there is;
 * else the demo's.
 *
 * @param available models on this machine, each id once
 * @param options.wanted `--model` or `LESION_MODEL`
 * @param options.preferred ids to choose from first, where exactly one is available: those the store has vectors of
 * @throws AppError `not_found` with the ids there are, or with what to do when there is none.
 */
export function chooseModel<Candidate extends { id: string }>(
  available: readonly Candidate[],
  { wanted, preferred = [] }: { wanted?: string; preferred?: readonly string[] } = {},
): Candidate {
  const ids = available.map(({ id }) => id).sort();
  if (wanted !== undefined) {
    const found = available.find(({ id }) => id === wanted);
    if (found) return found;
    throw new AppError(
      "not_found",
      ids.length === 0
        ? `there is no model ${wanted}: ${howToImport}`
        : `there is no model ${wanted}; there is ${ids.join(", ")}`,
    );
  }
  const inStore = available.filter(({ id }) => preferred.includes(id));
  if (inStore.length === 1) return inStore[0];
  if (available.length === 1) return available[0];
  const demo = available.find(({ id }) => id === demoModelId);
  if (demo) return demo;
  if (available.length === 0) throw new AppError("not_found", `there is no model yet: ${howToImport}`);
  throw new AppError("not_found", `choose a model with --model or LESION_MODEL: ${ids.join(", ")}`);
}

const howToImport = "import a checkpoint with lesion models import PATH --id ID";
