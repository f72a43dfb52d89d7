import { nearDuplicates, searchByVector, similarFilter } from "@lesion-atlas/analysis";
import { AppError } from "@lesion-atlas/core";
import { type Command, Option } from "commander";
import type { RunCommand } from "../command-context.ts";
import { withPaths } from "../archive-documents.ts";
import { exampleText } from "../output/example-text.ts";
import { printAnswer } from "../output/print-answer.ts";
import { searchText } from "../output/search-text.ts";
import { encodePhotograph, isFile } from "./image-files.ts";
import { askedFilter, queryOption } from "./asked-filter.ts";
import { filterOption, limitOption, numberBetween } from "./options.ts";
import { checkFindable, storedImage } from "./stored-image.ts";

interface SimilarOptions {
  sameArchive?: boolean;
  excludeGroup?: boolean;
  filter?: string;
  query?: string;
  minScore?: number;
  duplicates?: boolean;
  hashBits?: number;
  limit: number;
}

/** `lesion similar`. */
export function addSimilar(program: Command, run: RunCommand): void {
  program
    .command("similar")
    .summary("find images like a photograph or a stored image")
    .description(
      "Find images like a photograph or a stored image, by the cosine of their vectors. --duplicates finds those that are " +
        "nearly the same picture, and says of each whether it is of the same lesion or patient, as far as the records say.",
    )
    .argument("<image>", "a file, or a stored image: its id, its key, or ARCHIVE:KEY")
    .option("--same-archive", "only images of the stored image's archive (default: of every archive)")
    .option("--exclude-group", "no images of the same patient, else of the same lesion")
    .option("--duplicates", "only near-duplicates, by cosine or perceptual hash, each with its reasons")
    .addOption(
      new Option(
        "--hash-bits <n>",
        "with --duplicates: bits of 64 in which the perceptual hashes may differ (default: 8)",
      ).argParser(numberBetween(0, 64, { whole: true })),
    )
    .addOption(filterOption())
    .addOption(queryOption())
    .addOption(
      new Option(
        "--min-score <s>",
        "only hits of at least this cosine, -1 to 1 (default: no cut; with --duplicates 0.95)",
      ).argParser(numberBetween(-1, 1)),
    )
    .addOption(limitOption())
    .addHelpText(
      "after",
      exampleText([
        "lesion similar photograph.jpg",
        "lesion similar ISIC_0024310 --exclude-group --limit 20",
        "lesion similar ISIC_0024310 --duplicates --exclude-group",
        "lesion similar ham:ISIC_0024310 --same-archive --json",
      ]),
    )
    .action((image: string, options: SimilarOptions, command: Command) =>
      run(command, async ({ config, composition, terminal, signal }) => {
        const { sameArchive, excludeGroup, minScore, limit } = options;
        const filterOf = askedFilter(options);
        const isThere = await isFile(image);
        await checkFindable(composition, image, isThere, { signal });
        const { store, encoder } = await composition.searchPorts({ signal });
        const asked = await filterOf(store, { signal });
        if (options.duplicates) {
          const from = isThere
            ? await encodePhotograph(encoder, image, { signal })
            : await storedImage({ store, model: encoder.model }, image, { signal });
          const query =
            "record" in from
              ? { ...from, perceptualHash: from.record.perceptual_hash }
              : { ...from, perceptualHash: from.perceptualHash };
          if (isThere) refuseGroupOptions();
          const limits = { filter: asked, minScore, maxHashBits: options.hashBits, limit, sameArchive, excludeGroup };
          const answer = await nearDuplicates({ store, model: encoder.model }, query, limits, { signal });
          printAnswer(terminal, config, await withPaths(answer, await composition.catalog(), { signal }), searchText);
          return;
        }
        const from = await queryOf(image);
        const query = { ...from, minScore, limit };
        const answer = await searchByVector({ store, model: encoder.model }, query, { signal });
        printAnswer(terminal, config, await withPaths(answer, await composition.catalog(), { signal }), searchText);

        function refuseGroupOptions(): void {
          if (!sameArchive && !excludeGroup) return;
          throw new AppError(
            "invalid_input",
            "--same-archive and --exclude-group need a stored image: give its id or key instead of a file",
          );
        }

        async function queryOf(name: string) {
          if (isThere) {
            refuseGroupOptions();
            const began = performance.now();
            const { vector } = await encodePhotograph(encoder, name, { signal });
            return { vector, filter: asked, encodeMs: performance.now() - began };
          }
          const { record, vector } = await storedImage({ store, model: encoder.model }, name, { signal });
          return { vector, record, filter: similarFilter(record, { filter: asked, sameArchive, excludeGroup }) };
        }
      }),
    );
}
