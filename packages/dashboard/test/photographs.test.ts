import type { Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { drawnImage } from "../../indexer/test/support/drawn-image.ts";
import { hasService } from "../../../test/support/services.ts";
import { eventually } from "./support/eventually.ts";
import { openPage } from "./support/open-page.ts";

const hasChromium = hasService("chromium");

describe.skipIf(!hasChromium)(`photographs given to the page${hasChromium ? "" : " (skipped: no Chromium)"}`, () => {
  let site: Awaited<ReturnType<typeof openPage>>;
  beforeAll(async () => {
    site = await openPage();
  });
  afterAll(() => site?.close());

  test("a dropped photograph finds itself first", async () => {
    const page = await site.visit("/");
    const bytes = await drawnImage(5, { width: 96, height: 72 });
    const dataTransfer = await dragged(page, bytes, { name: "mine.jpg", type: "image/jpeg" });
    await page.dispatchEvent("body", "dragover", { dataTransfer });
    await page.getByText("It is not kept").waitFor();
    await page.dispatchEvent("body", "drop", { dataTransfer });
    await eventually(() => page.locator("a.tile").count()).toBe(12);
    const first = page.locator("a.tile").first();
    expect(await first.innerText()).toContain("ISIC_0000005");
    expect(await first.innerText()).toContain("1.000");
    await page.reload();
    await page.getByText("Your photograph is kept nowhere").waitFor();
    await page.goBack();
    await page.getByText("Your photograph is kept nowhere").waitFor({ state: "detached" });
    await page.close();
  });

  test("a dropped file that is no photograph is answered with what can be read", async () => {
    const page = await site.visit("/");
    const silent = site.problems.length;
    const dataTransfer = await dragged(page, Buffer.from("words"), { name: "notes.txt", type: "text/plain" });
    await page.dispatchEvent("body", "drop", { dataTransfer });
    await page.getByRole("alert").getByText("readable are JPEG").waitFor();
    expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
    await page.getByRole("button", { name: "Remove the photograph" }).click();
    await page.getByText("Find skin-lesion images").waitFor();
    await page.close();
    // Chromium itself reports the answer 422 and the preview that is none.
    expect(site.problems.splice(silent).every((text) => /422|ERR_/.test(text))).toBe(true);
  });

  test("a pasted photograph finds itself first", async () => {
    const page = await site.visit("/");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const bytes = await sharp(await drawnImage(5, { width: 96, height: 72 }))
      .png()
      .toBuffer();
    await page.evaluate(async (base64) => {
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const item = new ClipboardItem({ "image/png": new Blob([content], { type: "image/png" }) });
      await navigator.clipboard.write([item]);
    }, bytes.toString("base64"));
    await page.keyboard.press("Control+V");
    await eventually(() => page.locator("a.tile").count()).toBe(12);
    expect(await page.locator("a.tile").first().innerText()).toContain("1.000");
    await page.getByText("your photograph").waitFor();
    await page.close();
  });

  test("beyond that the console stayed silent", () => {
    expect(site.problems).toEqual([]);
  });
});

/** A file as it is dragged over the page. */
function dragged(page: Page, bytes: Uint8Array, file: { name: string; type: string }) {
  return page.evaluateHandle(
    ({ base64, name, type }) => {
      const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([content], name, { type }));
      return transfer;
    },
    { base64: Buffer.from(bytes).toString("base64"), ...file },
  );
}
