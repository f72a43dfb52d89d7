import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasService } from "../../../test/support/services.ts";
import { eventually } from "./support/eventually.ts";
import { openPage } from "./support/open-page.ts";

const axe = readFileSync(fileURLToPath(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const hasChromium = hasService("chromium");

describe.skipIf(!hasChromium)(`the page in Chromium${hasChromium ? "" : " (skipped: no Chromium)"}`, () => {
  let site: Awaited<ReturnType<typeof openPage>>;
  beforeAll(async () => {
    site = await openPage();
  });
  afterAll(() => site?.close());

  test("words find images with presence and score, and the address says what was asked", async () => {
    const page = await site.visit("/");
    await page.getByRole("combobox").fill("bluish");
    await page.keyboard.press("Enter");
    await eventually(() => page.locator("a.tile").count()).toBe(12);
    expect(await page.locator("a.tile").first().innerText()).toMatch(/presence\s*[\d.]+[\s\S]*score/);
    expect(new URL(page.url()).search).toBe("?c=bluish");
    await page.getByRole("combobox").fill("blue-whitish");
    await page.getByRole("option", { name: "blue-whitish veil" }).click();
    await eventually(() => new URL(page.url()).searchParams.getAll("c")).toEqual(["bluish", "blue-whitish veil"]);
    await page.getByRole("button", { name: "Ask for no bluish" }).click();
    await eventually(() => new URL(page.url()).searchParams.getAll("c")).toEqual(["bluish:-1", "blue-whitish veil"]);
    await page.goBack();
    await page.getByRole("button", { name: "Ask for no bluish" }).waitFor();
    await page.close();
  });

  test("pages follow one another: by the button, and by the arrow behind the last tile, which leads on", async () => {
    const page = await site.visit("about:blank");
    await page.goto(`${site.largeUrl}/?c=bluish`);
    const tiles = page.locator("a.tile");
    await eventually(() => tiles.count()).toBe(60);
    await page.getByRole("button", { name: "Show more" }).click();
    await eventually(() => tiles.count()).toBe(120);
    await tiles.last().focus();
    await page.keyboard.press("ArrowRight");
    await eventually(() => tiles.count()).toBe(130);
    await eventually(() => focusedTile(page)).toBe(120);
    expect(await page.getByRole("button", { name: "Show more" }).count()).toBe(0);
    const shown = await tiles.evaluateAll((all) => all.map((tile) => tile.getAttribute("href")));
    expect(new Set(shown).size).toBe(130);
    expect(await page.locator(".summary").innerText()).toContain("strictest licence CC-0");
    await page.close();
  });

  test("a facet narrows what is searched, the slider cuts it, and both say how many are left", async () => {
    const page = await site.visit("/?c=bluish");
    await page.getByRole("checkbox", { name: /^female/ }).check();
    await eventually(() => page.locator("a.tile").count()).toBe(4);
    const slider = page.getByRole("slider");
    const bars = Number(await slider.getAttribute("max"));
    await slider.fill(String(bars / 2));
    await eventually(() => new URL(page.url()).searchParams.has("cut")).toBe(true);
    const cut = Number(new URL(page.url()).searchParams.get("cut"));
    const asked = { concepts: [{ name: "bluish" }], min_presence: cut, filter: sexIs("female") };
    const response = await fetch(`${site.url}/v1/search`, {
      method: "POST",
      body: JSON.stringify(asked),
      headers: { "content-type": "application/json" },
    });
    const { matching } = (await response.json()) as { matching: number };
    await eventually(() => page.locator("a.tile").count()).toBe(matching);
    expect(matching).toBeLessThan(4);
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(`${matching} of 4 images pass`);
    await page.reload();
    await eventually(() => page.locator("a.tile").count()).toBe(matching);
    expect(await page.getByRole("checkbox", { name: /^female/ }).isChecked()).toBe(true);
    await page.close();
  });

  test("keys: slash, arrows, Enter and Escape lead through search, grid and image", async () => {
    const page = await site.visit("/?c=bluish");
    const tiles = page.locator("a.tile");
    await eventually(() => tiles.count()).toBe(12);
    await page.keyboard.press("/");
    expect(await page.getByRole("combobox").evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.press("Escape");
    await tiles.first().focus();
    await page.keyboard.press("ArrowRight");
    expect(await focusedTile(page)).toBe(1);
    const columns = await tiles.evaluateAll((all) => {
      const tops = all.map((tile) => (tile as HTMLElement).getBoundingClientRect().top);
      return tops.filter((top) => top === tops[0]).length;
    });
    await page.keyboard.press("ArrowDown");
    expect(await focusedTile(page)).toBe(1 + columns);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    expect(new URL(page.url()).searchParams.has("image")).toBe(true);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await focusedTile(page)).toBe(1 + columns);
    await page.close();
  });

  test("an image's own page: picture, licence, concepts, record, same lesion, similar; then its like", async () => {
    const page = await site.visit(`/?image=${site.service.ids[0]}`);
    const dialog = page.getByRole("dialog");
    await dialog.getByText("CC-0").waitFor();
    await dialog.getByText("Anonymous").waitFor();
    await dialog.getByRole("heading", { name: "Same lesion" }).waitFor();
    await dialog.getByRole("heading", { name: "Similar images" }).waitFor();
    const similar = dialog.locator("section", { hasText: "Similar images" });
    expect(await similar.locator(".strip-line").first().innerText()).toMatch(/^score [\d.]+$/);
    const duplicates = dialog.locator("section", { hasText: "Near-duplicates" });
    await duplicates.waitFor();
    const reasons = await duplicates.locator("li").first().locator(".strip-line").allInnerTexts();
    expect(reasons[0]).toMatch(/^(same lesion|another lesion)$/);
    expect(reasons.slice(1).join()).toMatch(/cosine|hash/);
    await dialog.getByRole("button", { name: /All \d+ concepts/ }).click();
    expect(await dialog.locator(".concept-row").count()).toBeGreaterThan(50);
    const picture = dialog.locator(".stage img");
    await eventually(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(96);
    expect(await dialog.innerText()).toContain("Research use only");
    await dialog.getByRole("button", { name: "Find images like this" }).click();
    await eventually(() => page.locator("a.tile").count()).toBe(11);
    expect(new URL(page.url()).searchParams.get("like")).toBe(site.service.ids[0]);
    await page.close();
  });

  test.each(["light", "dark"] as const)("axe finds nothing serious, %s", async (colorScheme) => {
    for (const [path, ready] of [
      ["/", ".strip img"],
      ["/?c=bluish&f=sex:female", "a.tile"],
      [`/?image=${site.service.ids[0]}`, ".concept-row"],
    ]) {
      const page = await site.visit(path, { colorScheme, bypassCSP: true });
      await page.locator(ready).first().waitFor();
      await page.addScriptTag({ content: axe });
      const { violations } = await page.evaluate(() =>
        (globalThis as never as { axe: typeof import("axe-core") }).axe.run(),
      );
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => `${path} ${id}: ${nodes[0].html}`)).toEqual([]);
      await page.close();
    }
  });

  test("the theme that is chosen shows at once and after a reload, whatever the system prefers", async () => {
    const page = await site.visit("/", { colorScheme: "light" });
    const brightness = () =>
      page.evaluate(() => {
        const { backgroundColor } = getComputedStyle(document.documentElement);
        return Math.max(...backgroundColor.match(/\d+/g)!.map(Number));
      });
    expect(await brightness()).toBeGreaterThan(200);
    await page.getByRole("button", { name: "Show it dark" }).click();
    await eventually(brightness).toBeLessThan(60);
    await page.reload();
    await page.getByRole("button", { name: "Show it light" }).waitFor();
    expect(await brightness()).toBeLessThan(60);
    await page.close();
  });

  test("on a phone nothing is wider than the screen, and filters wait behind a button", async () => {
    const page = await site.visit("/?c=bluish", { viewport: { width: 360, height: 740 } });
    await page.locator("a.tile").first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
    expect(await page.getByRole("checkbox", { name: /^female/ }).isVisible()).toBe(false);
    await page.getByRole("button", { name: "Filters" }).click();
    await page.getByRole("checkbox", { name: /^female/ }).waitFor();
    await page.close();
  });

  test("a service with keys asks for one, and shows pictures with it", async () => {
    const { url, token } = site.keyed;
    const page = await site.visit("about:blank");
    await page.goto(`${url}/?c=bluish`);
    await page.getByLabel(/This service has keys/).fill("wrong");
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByText("the key is unknown or was revoked").waitFor();
    await page.getByLabel(/This service has keys/).fill(token);
    await page.getByRole("button", { name: "Open" }).click();
    const picture = page.locator("a.tile img").first();
    await eventually(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(96);
    expect(await picture.getAttribute("src")).toMatch(/^blob:/);
    site.problems.splice(0, site.problems.length, ...site.problems.filter((text) => !text.includes("401")));
    await page.close();
  });

  test("the page has a strict policy, its assets are kept, and no path leads out of its folder", async () => {
    const page = await fetch(site.url);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'none'; script-src 'self'");
    expect(page.headers.get("content-security-policy")).not.toContain("unsafe");
    const [asset] = /assets\/index-[\w-]+\.js/.exec(await page.text())!;
    expect((await fetch(`${site.url}/${asset}`)).headers.get("cache-control")).toContain("immutable");
    expect((await fetch(`${site.url}/assets/..%2f..%2fpackage.json`)).status).toBe(404);
  });

  test("the console stayed silent, and no other origin was asked", () => {
    expect(site.problems).toEqual([]);
  });
});

function sexIs(value: string) {
  return { must: [{ key: "sex", match: { value } }] };
}

function focusedTile(page: Page): Promise<number> {
  return page.evaluate(() => [...document.querySelectorAll("a.tile")].indexOf(document.activeElement!));
}
