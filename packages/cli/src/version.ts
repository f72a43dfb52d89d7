import { createRequire } from "node:module";
import { z } from "zod";

/** Version of the `lesion` command. */
export const { version } = z.object({ version: z.string() }).parse(createRequire(import.meta.url)("../package.json"));
