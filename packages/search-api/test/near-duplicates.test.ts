import { readFileSync } from "node:fs";
import { join } from "node:path";
import { indexRange, openArchive } from "@lesion-atlas/indexer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { drawnIsicArchive } from "../../../test/support/drawn-isic-archive.ts";
import { type TestService, openService } from "./support/service.ts";

interface Answer {
  searched: number;
  matching: number;
  hits: { key: string; archive: string; relation?: string; hash_bits: number; reasons: string[]; score: number }[];
}

let service: TestService;
beforeAll(async () => {
  service = await openService();
  // The same first images once more, under another archive's name.
  const archive = await openArchive(await drawnIsicArchive(join(service.folder, "again"), 4));
  await indexRange({ archive, archiveName: "again", store: service.ports.store, encoder: service.encoder });
  await archive.close();
});
afterAll(() => service.close());

const ask = async (query: string) => {
  const { store } = service.ports;
  const filter = { must: [match("archive", "drawn"), match("key", "ISIC_0000002")] };
  let id = "";
  for await (const image of store.scan({ filter })) id = image.id;
  const response = await service.app().request(`/v1/images/${id}/near-duplicates${query}`);
  return { status: response.status, body: JSON.parse(await response.text()) as Answer & { detail: string } };
};
const match = (key: string, value: string) => ({ key, match: { value } });

test("a copy in another archive is found with its reasons; the same lesion of its own archive says that it is", async () => {
  const { body } = await ask("?min_score=0.999999&max_hash_bits=0");
  expect(body.searched).toBe(15);
  const copy = body.hits.find(({ archive }) => archive === "again");
  expect(copy).toMatchObject({ key: "ISIC_0000002", relation: "other", hash_bits: 0, score: expect.closeTo(1, 5) });
  expect(copy?.reasons).toEqual(["cosine 1.000", "same perceptual hash"]);
  const { body: wide } = await ask("?min_score=-1&limit=20");
  expect(wide.matching).toBe(15);
  const twin = wide.hits.find(({ key, archive }) => key === "ISIC_0000003" && archive === "drawn");
  expect(twin).toMatchObject({ relation: "same_lesion" });
  expect(twin?.reasons.at(-1)).toBe("same lesion");
});

test("the group can be left out, another archive too, and a filter holds", async () => {
  const { body } = await ask("?min_score=-1&exclude_group=true&same_archive=true&limit=20");
  expect(body.searched).toBe(10);
  expect(new Set(body.hits.map(({ relation, archive }) => `${relation} ${archive}`))).toEqual(new Set(["other drawn"]));
  const { body: women } = await ask(`?min_score=-1&query=${encodeURIComponent("sex:female")}`);
  expect(women.searched).toBe(6);
});

test("bounds that are none are refused", async () => {
  expect((await ask("?max_hash_bits=65")).status).toBe(400);
  expect((await ask("?min_score=2")).status).toBe(400);
  const unknown = "00000000-0000-4000-8000-000000000000";
  expect((await service.app().request(`/v1/images/${unknown}/near-duplicates`)).status).toBe(404);
});

test("an upload finds its copies, and stands in no relation", async () => {
  const form = new FormData();
  const bytes = readFileSync(join(service.folder, "archive", "images", "ISIC_0000003.jpg"));
  form.set("image", new File([bytes], "mine.jpg"));
  form.set("search", JSON.stringify({ min_score: 0.999999, max_hash_bits: 0, query: "sex:female" }));
  const response = await service.app().request("/v1/near-duplicates/image", { method: "POST", body: form });
  expect(response.status).toBe(200);
  const { hits } = (await response.json()) as Answer;
  expect(hits.map(({ key, archive }) => `${archive}:${key}`).sort()).toEqual(
    expect.arrayContaining(["again:ISIC_0000003", "drawn:ISIC_0000003"]),
  );
  expect(hits[0]).not.toHaveProperty("relation");
});
