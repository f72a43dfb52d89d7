import type { Command } from "commander";
import type { RunCommand } from "../command-context.ts";
import { exampleText } from "../output/example-text.ts";
import { addConceptsDistribution } from "./concepts-distribution.ts";
import { addConceptsFit } from "./concepts-fit.ts";
import { addConceptsList } from "./concepts-list.ts";
import { addConceptsShow } from "./concepts-show.ts";

/** `lesion concepts`. */
export function addConcepts(program: Command, run: RunCommand): void {
  const concepts = program
    .command("concepts")
    .summary("words with their synonyms: list, show, where to cut, calibrate on labels")
    .description(
      "Concepts are words with synonyms from the literature. A search for a concept's name asks for all of them. " +
        "concepts.json in LESION_HOME changes them and adds yours.",
    )
    .addHelpText(
      "after",
      exampleText([
        "lesion concepts list",
        'lesion concepts show "pigment network"',
        "lesion concepts distribution hair --query sex:female",
        "lesion concepts fit streaks --label streaks",
      ]),
    );
  for (const add of [addConceptsList, addConceptsShow, addConceptsDistribution, addConceptsFit]) add(concepts, run);
}
