import {
  askWords,
  createRankings,
  diverseOrder,
  nextPage,
  searchImages,
  searchByWords,
  textConcept,
} from "@lesion-atlas/analysis";
import { imageId } from "@lesion-atlas/core";
import { afterAll, describe, expect, test } from "vitest";
import { filledStore, vectorOf } from "./filled-store.ts";

const count = 60;
const images = Array.from({ length: count }, (_, index) => ({
  key: `image-${String(index).padStart(2, "0")}`,
  words: { skin: 1, streaks: index / count, veil: (count - index) / count, [`noise${index}`]: 0.1 },
  record: {
    lesion_id: index % 2 === 0 ? `lesion-${index % 20}` : undefined,
    patient_id: `patient-${index % 3}`,
    copyright_license: index < 50 ? "CC-0" : "CC-BY-NC",
    group: `patient-${index % 3}`,
  },
}));
const ports = await filledStore(images);
afterAll(() => ports.close());
const idOf = (index: number) => imageId("drawn", images[index].key);
const words = { kind: "words", concepts: [textConcept("streaks")] } as const;

describe("what a query is made of", () => {
  test("words alone are the search by words, with presence", async () => {
    const answer = await searchImages(ports, { parts: [words], limit: 10 });
    const plain = await searchByWords(ports, { concepts: words.concepts, limit: 10 });
    expect(answer.hits).toEqual(plain.hits);
    expect(answer.hits[0].presence).toBeGreaterThan(0.5);
    expect(answer.license.strictest).toBe("CC-BY-NC");
  });

  test("a stored image, and its vector, find the same others", async () => {
    const [image] = await ports.store.get([idOf(30)], { vectors: true });
    const byId = await searchImages(ports, { parts: [{ kind: "image", id: idOf(30) }], limit: 10 });
    const vector = { kind: "vector", vector: image!.vector!.map((value) => value * 7) } as const;
    const byVector = await searchImages(ports, { parts: [vector], limit: 11 });
    expect(byVector.hits[0].id).toBe(idOf(30));
    expect(byId.hits.map(({ id }) => id)).toEqual(byVector.hits.slice(1).map(({ id }) => id));
    expect(byId.hits[0].presence).toBeUndefined();
  });

  test("words and image mix by their weights, each brought to unit length", async () => {
    const only = await searchImages(ports, { parts: [{ kind: "image", id: idOf(0) }], limit: 1 });
    const mixed = (weight: number) =>
      searchImages(ports, {
        parts: [
          { kind: "image", id: idOf(0) },
          { ...words, weight },
        ],
        limit: 5,
      });
    expect((await mixed(0.001)).hits[0].id).toBe(only.hits[0].id);
    const strong = await mixed(100);
    const wordsOnly = await searchImages(ports, { parts: [words], limit: 1 });
    expect(strong.hits[0].id).toBe(wordsOnly.hits[0].id);
    expect(strong.query).toBe("1 x image + 100 x words");
  });

  test("examples follow Rocchio's formula and are no answers themselves", async () => {
    const [plus, other, minus] = [idOf(59), idOf(57), idOf(2)];
    const part = { kind: "examples", plus: [plus, other], minus: [minus] } as const;
    const answer = await searchImages(ports, { parts: [words, part], limit: count });
    expect(answer.query).toBe("1 x words + 0.75 x mean of 2 examples - 0.15 x mean of 1 example");
    const ids = answer.hits.map(({ id }) => id);
    expect(ids).toHaveLength(count - 3);
    for (const id of [plus, other, minus]) expect(ids).not.toContain(id);
    const stored = await ports.store.get([plus, other, minus], { vectors: true });
    const [a, b, c] = stored.map((image) => image!.vector!);
    const asked = (await askWords(ports.encoder, words.concepts)).vector;
    const vector = asked.map((value) => value / Math.hypot(...asked));
    const q = Float64Array.from(vector, (value, i) => value + 0.375 * a[i] + 0.375 * b[i] - 0.15 * c[i]);
    const [first] = await ports.store.get([ids[0]], { vectors: true });
    const dot = first!.vector!.reduce((sum, value, i) => sum + value * q[i], 0);
    expect(answer.hits[0].score).toBeCloseTo(dot / Math.hypot(...q), 5);
  });

  test.each([
    ["nothing", { parts: [], limit: 1 }, /say what to search for/],
    ["minus alone", { parts: [{ kind: "examples", plus: [], minus: [idOf(1)] }], limit: 1 }, /point nowhere/],
    ["an unknown id", { parts: [{ kind: "image", id: imageId("x", "y") }], limit: 1 }, /no stored image/],
    ["a short vector", { parts: [{ kind: "vector", vector: Float32Array.of(1, 2) }], limit: 1 }, /16 finite numbers/],
    ["presence of an image", { parts: [{ kind: "image", id: idOf(1) }], minPresence: 0.5, limit: 1 }, /words alone/],
    ["parts that cancel out", { parts: [words, { ...words, weight: -1 }], limit: 1 }, /cancel out/],
  ] as const)("%s is refused", async (_, search, message) => {
    await expect(searchImages(ports, { ...search, parts: [...search.parts] })).rejects.toThrow(message);
  });
});

describe("paging", () => {
  test("pages put together are the one ranking, whatever is indexed meanwhile", async () => {
    const paged = await filledStore(images);
    const rankings = createRankings();
    const whole = await searchImages(paged, { parts: [words], limit: count });
    const first = await searchImages({ ...paged, rankings }, { parts: [words], limit: 7 });
    let page = await nextPage({ ...paged, rankings }, { cursor: first.next_cursor!, limit: 7 });
    const seen = [...first.hits, ...page.hits];
    await paged.store.upsert([
      {
        record: { ...whole.hits[0].record, id: imageId("drawn", "late"), key: "late" },
        vector: {
          fingerprint: paged.encoder.model.fingerprint,
          values: vectorOf(paged.encoder, { streaks: 1 }),
        },
      },
    ]);
    while (page.next_cursor !== undefined) {
      page = await nextPage({ ...paged, rankings }, { cursor: page.next_cursor, limit: 20 });
      seen.push(...page.hits);
    }
    expect(seen.map(({ id }) => id)).toEqual(whole.hits.map(({ id }) => id));
    expect(seen.at(-1)!.presence).toBeCloseTo(whole.hits.at(-1)!.presence!, 6);
    await paged.close();
  });

  test("a cursor expires, by time and for want of room, with a sentence", async () => {
    let time = 0;
    const rankings = createRankings({ lifetimeMs: 1000, maximumEntries: 250, now: () => time });
    const ask = async () => (await searchImages({ ...ports, rankings }, { parts: [words], limit: 5 })).next_cursor!;
    const oldest = await ask();
    expect((await nextPage({ ...ports, rankings }, { cursor: oldest, limit: 5 })).hits).toHaveLength(5);
    await ask();
    await ask();
    await expect(nextPage({ ...ports, rankings }, { cursor: oldest, limit: 5 })).rejects.toThrow(/has expired/);
    const newest = await ask();
    time = 2000;
    await expect(nextPage({ ...ports, rankings }, { cursor: newest, limit: 5 })).rejects.toMatchObject({
      code: "not_found",
    });
    await expect(nextPage({ ...ports, rankings }, { cursor: "x.1", limit: 5 })).rejects.toThrow(/has expired/);
  });

  test("a list that is at its end has no cursor", async () => {
    const answer = await searchImages({ ...ports, rankings: createRankings() }, { parts: [words], limit: count + 1 });
    expect(answer.next_cursor).toBeUndefined();
  });
});

describe("per lesion, per patient, diverse", () => {
  test("each patient and lesion is shown once, by its best image; an image without one stands for itself", async () => {
    const whole = await searchImages(ports, { parts: [words], limit: count });
    const patients = await searchImages(ports, { parts: [words], limit: 10, per: "patient" });
    expect(patients.hits).toHaveLength(3);
    expect(patients.hits[0].id).toBe(whole.hits[0].id);
    const rankings = createRankings();
    const lesions = await searchImages({ ...ports, rankings }, { parts: [words], limit: 8, per: "lesion" });
    const rest = await nextPage({ ...ports, rankings }, { cursor: lesions.next_cursor!, limit: count });
    const all = [...lesions.hits, ...rest.hits];
    const named = all.flatMap(({ record }) => (record.lesion_id ? [`${record.patient_id} ${record.lesion_id}`] : []));
    expect(new Set(named).size).toBe(named.length);
    expect(all.filter(({ record }) => record.lesion_id === undefined)).toHaveLength(count / 2);
  });

  test("diverse hits begin with the best one and are less like each other", async () => {
    const likeness = async (diverse: boolean) => {
      const { hits } = await searchImages(ports, { parts: [words], limit: 8, diverse });
      const stored = await ports.store.get(
        hits.map(({ id }) => id),
        { vectors: true },
      );
      let sum = 0;
      for (const a of stored)
        for (const b of stored) sum += a!.vector!.reduce((dot, x, i) => dot + x * b!.vector![i], 0);
      return { first: hits[0].id, sum };
    };
    const [plain, diverse] = [await likeness(false), await likeness(true)];
    expect(diverse.first).toBe(plain.first);
    expect(diverse.sum).toBeLessThan(plain.sum);
  });

  test("maximal marginal relevance by hand: a copy of the first comes last", async () => {
    const vectors = [Float32Array.of(1, 0), Float32Array.of(1, 0), Float32Array.of(0.6, 0.8)];
    expect(await diverseOrder([0.9, 0.9, 0.6], vectors, { count: 3 })).toEqual([0, 2, 1]);
  });
});
