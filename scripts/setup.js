import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPage } from "./setup/build-page.js";
import { installPackages } from "./setup/install-packages.js";

const [major] = process.versions.node.split(".").map(Number);
if (major < 20) {
  console.error(`lesion atlas: Node ${process.versions.node} is too old to start the scripts; use 20 or newer.`);
  process.exit(1);
}
const root = dirname(dirname(fileURLToPath(import.meta.url)));
installPackages(root);
buildPage(root);
