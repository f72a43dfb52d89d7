import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasService } from "../../../test/support/services.ts";
import { eventually } from "./support/eventually.ts";
import { openPage } from "./support/open-page.ts";

const hasChromium = hasService("chromium");

describe.skipIf(!hasChromium)(`steps from image to image${hasChromium ? "" : " (skipped: no Chromium)"}`, () => {
  let site: Awaited<ReturnType<typeof openPage>>;
  beforeAll(async () => {
    site = await openPage();
  });
  afterAll(() => site?.close());

  /** The image at a place of the grid, opened; behind the first 60 once the next page was asked for. */
  async function openAt(at: number): Promise<{ page: Page; place: () => Promise<string> }> {
    const page = await site.visit("about:blank");
    await page.goto(`${site.largeUrl}/?c=bluish`);
    if (at >= 60) await page.getByRole("button", { name: "Show more" }).click();
    await page.locator("a.tile").nth(at).click();
    const steps = page.locator(".image-steps");
    await steps.waitFor();
    return { page, place: () => steps.innerText() };
  }

  test("the arrow behind the last image loads the next page and goes on, to the end of the ranking", async () => {
    const { page, place } = await openAt(58);
    await page.keyboard.press("ArrowRight");
    await eventually(place).toBe("60 of 60 shown");
    await page.keyboard.press("ArrowRight");
    await eventually(place).toBe("61 of 120 shown");
    await page.keyboard.press("ArrowLeft");
    await eventually(place).toBe("60 of 120 shown");
    await page.keyboard.press("Escape");
    await page.locator("a.tile").nth(118).click();
    const seen = new Set<string>();
    for (let step = 119; step <= 130; step += 1) {
      await eventually(place).toMatch(new RegExp(`^${step} of`));
      seen.add(new URL(page.url()).searchParams.get("image")!);
      await page.keyboard.press("ArrowRight");
    }
    expect(seen.size).toBe(12);
    expect(await place()).toBe("130 of 130 shown");
    expect(await page.getByRole("button", { name: "Next image" }).isDisabled()).toBe(true);
    const last = new URL(page.url()).searchParams.get("image");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
    expect(await page.locator("a.tile").count()).toBe(130);
    await eventually(() => page.evaluate(() => document.activeElement!.getAttribute("href"))).toBe(`?image=${last}`);
    await page.close();
  });

  test("where the service no longer keeps the search, a note says so, and searching again keeps the place", async () => {
    const { page, place } = await openAt(119);
    await eventually(place).toBe("120 of 120 shown");
    const silent = site.problems.length;
    await site.restartLarge();
    await page.keyboard.press("ArrowRight");
    const note = page.getByRole("dialog").getByRole("alert").filter({ hasText: "no longer keeps this search" });
    await note.waitFor();
    expect(await page.getByRole("button", { name: "Next image" }).isDisabled()).toBe(true);
    const open = page.url();
    await note.getByRole("button", { name: "Search again" }).click();
    await note.waitFor({ state: "detached" });
    await eventually(place).toBe("120 of 120 shown");
    expect(page.url()).toBe(open);
    await page.keyboard.press("ArrowRight");
    await eventually(place).toBe("121 of 130 shown");
    await page.close();
    site.problems.length = silent;
  });

  test("a service that does not answer is told of, and the same arrow goes on once it is there again", async () => {
    const { page, place } = await openAt(59);
    const silent = site.problems.length;
    await page.context().setOffline(true);
    await page.keyboard.press("ArrowRight");
    const note = page.getByRole("dialog").getByRole("alert").filter({ hasText: "The service does not answer" });
    await note.waitFor();
    await page.context().setOffline(false);
    await page.keyboard.press("ArrowRight");
    await eventually(place).toBe("61 of 120 shown");
    expect(await note.count()).toBe(0);
    await page.close();
    site.problems.length = silent;
  });

  test("beyond that the console stayed silent", () => {
    expect(site.problems).toEqual([]);
  });
});
