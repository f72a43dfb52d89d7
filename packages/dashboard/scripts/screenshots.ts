/**
 * Pictures of the page for docs/dashboard: `node packages/dashboard/scripts/screenshots.ts http://127.0.0.1:4600 [NAME]`, of a
 * service that `lesion demo` runs. It refuses a store that holds anything but phantoms.
 */
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import sharp from "sharp";
import { findChromium } from "../../../test/support/find-chromium.ts";

const folder = fileURLToPath(new URL("../../../docs/dashboard/", import.meta.url));
const [, , url = "http://127.0.0.1:4600", only] = process.argv;

/** For pictures that are decoded after the network is quiet. */
const settledMs = 600;

const desktop = { width: 1360, height: 850 };
const phone = { width: 390, height: 844 };
const cut = "/?c=blue-whitish+veil&cut=0.5&f=sex:female";
const whole = "/?c=blue-whitish+veil";
const scenes = [
  { name: "start-light", view: desktop, scheme: "light", path: "/" },
  { name: "start-phone-dark", view: phone, scheme: "dark", path: "/" },
  { name: "results-light", view: desktop, scheme: "light", path: cut },
  { name: "results-dark", view: desktop, scheme: "dark", path: cut },
  { name: "results-phone-light", view: phone, scheme: "light", path: cut },
  { name: "image-light", view: desktop, scheme: "light", path: whole, opened: 0 },
  { name: "image-dark", view: desktop, scheme: "dark", path: whole, opened: 0 },
  { name: "image-phone-dark", view: phone, scheme: "dark", path: whole, opened: 0 },
] as const;

await refuseRealPhotographs();
const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
for (const { name, view, scheme, path, ...rest } of scenes.filter(
  (scene) => only === undefined || scene.name === only,
)) {
  const page = await browser.newPage({
    viewport: view,
    colorScheme: scheme,
    deviceScaleFactor: view === phone ? 1.5 : 1,
  });
  await page.goto(url + path, { waitUntil: "networkidle" });
  if ("opened" in rest) {
    await page.locator("a.tile").nth(rest.opened).click();
    await page.locator(".concept-row").first().waitFor();
    await page.locator(".strip-line").first().waitFor();
    await page.waitForLoadState("networkidle");
  }
  await page.waitForFunction(() =>
    [...document.images].every((image) => image.getBoundingClientRect().top > innerHeight || image.naturalWidth > 0),
  );
  await page.waitForTimeout(settledMs);
  await sharp(await page.screenshot())
    .png({ palette: true, quality: 78, effort: 8 })
    .toFile(`${folder}${name}.png`);
  await page.close();
}
await browser.close();

/** The archive that comes with the repository holds phantoms alone. */
async function refuseRealPhotographs(): Promise<void> {
  const response = await fetch(`${url}/v1/archives`);
  const { archives } = (await response.json()) as { archives: { name: string }[] };
  const others = archives.map(({ name }) => name).filter((name) => name !== "demo");
  if (others.length > 0) throw new Error(`the store holds ${others.join(", ")}: use that of lesion demo`);
}
