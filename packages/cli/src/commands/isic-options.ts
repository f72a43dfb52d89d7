import { InvalidArgumentError, Option } from "commander";

/** `--collections 1,2`. */
export function collectionsOption(): Option {
  return new Option(
    "--collections <numbers>",
    "only images of these collections of the archive, such as 212,65",
  ).argParser((text) =>
    text.split(",").map((number) => {
      if (!/^\s*\d{1,9}\s*$/.test(number)) throw new InvalidArgumentError("Give numbers with commas between them.");
      return Number(number);
    }),
  );
}

/** `--isic-url URL`, for a server that stands in for the archive; absent means the archive itself. */
export function isicUrlOption(): Option {
  return new Option("--isic-url <url>", "address of the ISIC Archive's API").hideHelp();
}
