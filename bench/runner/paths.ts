import { fileURLToPath } from "node:url";

/** The folder `bench/`. */
export const benchFolder = fileURLToPath(new URL("..", import.meta.url));
