import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { addConceptsFit } from "./concepts-fit.ts";
import { addConceptsList } from "./concepts-list.ts";

/** `lesion concepts`. */
export function addConcepts(program: Command, run: RunCommand): void {
  const concepts = program
    .command("concepts")
    .summary("words with their synonyms: list them, calibrate one on labels")
    .description(
      "Concepts are words with synonyms from the literature. A search for a concept's name asks for all of them. " +
        "concepts.json in LESION_HOME changes them and adds yours.",
    );
  for (const add of [addConceptsList, addConceptsFit]) add(concepts, run);
}
