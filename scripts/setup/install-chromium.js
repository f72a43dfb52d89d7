import { findOnPath, runCommand } from "./run-command.js";

/** Installs Debian's Chromium for the page's tests, when root and where the PATH has none. Tests say what is missing. */
export function installChromium() {
  const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
  if (names.some(findOnPath) || process.getuid?.() !== 0 || !findOnPath("apt-get")) return;
  console.error("lesion atlas: installing chromium with apt-get (the page's tests need it)");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const quiet = { env, stdio: ["ignore", "ignore", "inherit"] };
  runCommand("apt-get", ["update"], quiet);
  runCommand("apt-get", ["install", "-y", "--no-install-recommends", "chromium"], quiet);
}
