import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasService } from "../../../test/support/services.ts";
import { openPage } from "./support/open-page.ts";

const hasChromium = hasService("chromium");

describe.skipIf(!hasChromium)(`/docs in Chromium${hasChromium ? "" : " (skipped: no Chromium)"}`, () => {
  let site: Awaited<ReturnType<typeof openPage>>;
  beforeAll(async () => {
    site = await openPage();
  });
  afterAll(() => site?.close());

  test("shows every operation of /openapi.json, asks no other origin, and the console says nothing", async () => {
    const page = await site.visit("/docs");
    await page.getByRole("heading", { name: "Lesion Atlas" }).waitFor();
    const { paths } = (await (await fetch(`${site.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { summary: string }>>;
    };
    const summaries = Object.values(paths).flatMap((path) => Object.values(path).map(({ summary }) => summary));
    expect(summaries.length).toBeGreaterThan(15);
    for (const summary of summaries) await page.getByText(summary).first().waitFor();
    await page.getByText("/v1/search/image").first().waitFor();
    expect(site.problems).toEqual([]);
  });
});
