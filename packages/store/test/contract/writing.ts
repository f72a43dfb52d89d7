import { expect } from "vitest";
import { AppError, type Model, type Point } from "@lesion-atlas/core";
import type { ContractTest } from "./contract-suite.ts";
import { axis, numberedVector, testModel, testPoint, testRecord, unit } from "./images.ts";
import type { CurrentBench } from "./vector-store.ts";

const model = testModel("first", 8);
const other = testModel("second", 4);

/** What an upsert keeps, what it refuses, and what is read back. */
export function testWriting(check: ContractTest, bench: CurrentBench): void {
  check("a record comes back as it was written, column by column", async () => {
    const { store } = bench();
    const full = testRecord("full", {
      sex: "female",
      age_approx: 55,
      melanocytic: false,
      mel_ulcer: true,
      mel_thick_mm: 0.30000000000000004,
      modified_at: 1_764_037_220_123.5,
      group: "IP_1",
      diagnosis_3: 'Nevus "with" \\ and \n ünïcode 😀',
      extra: { "a.b": "dotted", 'q"uote': "x", streaks: 1, flag: false, "": "no name" },
    });
    await store.upsert([{ record: full }, { record: testRecord("bare") }]);
    const [first, absent, second] = await store.get([full.id, testRecord("absent").id, testRecord("bare").id]);
    expect(first).toEqual({ id: full.id, record: full, fields: {}, hasVector: false });
    expect(absent).toBeUndefined();
    expect(second?.record).toEqual(testRecord("bare"));
  });

  check("a record written again loses the columns it no longer has, and neither vector nor fields", async () => {
    const { store } = bench();
    await store.useModel(model);
    const old = testRecord("a", { sex: "male", extra: { note: "old" } });
    await store.upsert([testPoint(old, model, axis(2, 8))]);
    await store.setFields([old.id], { tags: ["keep"], grade: 3 });
    await store.upsert([{ record: testRecord("a", { age_approx: 40 }) }]);
    const [image] = await store.get([old.id], { vectors: true });
    expect(image).toEqual({
      id: old.id,
      record: testRecord("a", { age_approx: 40 }),
      fields: { tags: ["keep"], grade: 3 },
      hasVector: true,
      vector: axis(2, 8),
    });
  });

  check("fields survive a re-index and a second model, and each model keeps its own vectors", async () => {
    const { store } = bench();
    const record = testRecord("a");
    await store.useModel(model);
    await store.upsert([testPoint(record, model, axis(1, 8))]);
    await store.setFields([record.id], { tags: ["melanoma", "hair"] });
    await store.upsert([testPoint(record, model, axis(3, 8))]);
    await store.useModel(other);
    expect((await store.get([record.id]))[0]).toMatchObject({
      hasVector: false,
      fields: { tags: ["melanoma", "hair"] },
    });
    await store.upsert([testPoint(record, other, axis(0, 4))]);
    const [second] = await store.get([record.id], { vectors: true });
    expect(second).toMatchObject({ vector: axis(0, 4), fields: { tags: ["melanoma", "hair"] } });
    await store.useModel(model);
    const [first] = await store.get([record.id], { vectors: true });
    expect(first).toMatchObject({ vector: axis(3, 8), fields: { tags: ["melanoma", "hair"] } });
  });

  check("a picture that was replaced keeps its fields, and no model's vector of the old one", async () => {
    const { store } = bench();
    const old = testRecord("a");
    const replaced = testRecord("a", { content_hash: "b".repeat(64) });
    await store.useModel(model);
    await store.upsert([testPoint(old, model, axis(1, 8))]);
    await store.setFields([old.id], { tags: ["hair"] });
    expect(await store.search([{ vector: axis(1, 8), limit: 5 }])).toMatchObject([[{ id: old.id, dot: 1 }]]);
    await store.useModel(other);
    await store.upsert([testPoint(old, other, axis(0, 4))]);
    await store.upsert([testPoint(replaced, other, axis(2, 4))]);
    const [second] = await store.get([old.id], { vectors: true });
    expect(second).toMatchObject({ record: replaced, fields: { tags: ["hair"] }, vector: axis(2, 4) });
    await store.useModel(model);
    expect(await store.get([old.id])).toMatchObject([{ hasVector: false }]);
    expect(await store.search([{ vector: axis(1, 8), limit: 5 }])).toEqual([[]]);
    await store.upsert([testPoint(replaced, model, axis(3, 8))]);
    expect(await store.search([{ vector: axis(3, 8), limit: 5 }])).toMatchObject([[{ id: old.id, dot: 1 }]]);
    await store.upsert([{ record: testRecord("a", { content_hash: "c".repeat(64) }) }]);
    expect(await store.get([old.id])).toMatchObject([{ hasVector: false, fields: { tags: ["hair"] } }]);
    expect(await store.count(undefined, { everyImage: true })).toBe(1);
  });

  const fine = testPoint(testRecord("fine"), model, axis(0, 8));
  check(
    "a vector that is no unit vector of the model in use is refused with the reason, and its whole batch",
    async () => {
      const { store } = bench();
      await store.useModel(model);
      const long = axis(0, 8).map((value) => value * 1.002);
      const refused: [Float32Array, AppError["code"], RegExp][] = [
        [axis(0, 7), "invalid_input", /7 .* 8/],
        [Float32Array.of(1, 0, 0, NaN, 0, 0, 0, 0), "invalid_input", /NaN/],
        [new Float32Array(8), "invalid_input", /length 0/],
        [long, "invalid_input", /length 1.00/],
      ];
      const bad = testRecord("bad");
      const points: [Point, AppError["code"], RegExp][] = [
        ...refused.map(([values, ...rest]): [Point, AppError["code"], RegExp] => [
          testPoint(bad, model, values),
          ...rest,
        ]),
        [testPoint(bad, other, axis(0, 4)), "model_mismatch", /model in use/],
      ];
      for (const [point, code, message] of points) {
        const error = await store.upsert([fine, point]).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(AppError);
        expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
        expect(await store.count(undefined, { everyImage: true })).toBe(0);
      }
    },
  );

  check("a vector is refused while no model is in use", async () => {
    await expect(bench().store.upsert([fine])).rejects.toMatchObject({ code: "model_mismatch" });
  });

  check("a vector within a thousandth of unit length is taken as it is", async () => {
    const { store } = bench();
    await store.useModel(model);
    const nearly = unit([1, 2, 3, 4, 5, 6, 7, 8]).map((value) => value * 1.0005);
    await store.upsert([testPoint(testRecord("a"), model, nearly)]);
    const [image] = await store.get([testRecord("a").id], { vectors: true });
    image!.vector!.forEach((value, index) => expect(value).toBeCloseTo(nearly[index], 3));
  });

  check("a model is known by its fingerprint; other dimensions under it are refused", async () => {
    const { store } = bench();
    const described: Model = { ...model, templates: ["a {}"], license: "MIT", remark: "Drawn images only." };
    await store.useModel(model);
    await store.useModel(described);
    await expect(store.useModel({ ...model, dimensions: 9 })).rejects.toMatchObject({ code: "model_mismatch" });
    await store.upsert([0, 1, 2].map((n) => testPoint(testRecord(`${n}`), model, numberedVector(n, 8))));
    await store.useModel(other);
    await store.upsert([testPoint(testRecord("0"), other, axis(0, 4))]);
    const models = await store.models();
    expect(models.map(({ model: { fingerprint }, vectors }) => [fingerprint, vectors])).toEqual([
      [model.fingerprint, 3],
      [other.fingerprint, 1],
    ]);
    expect(models.map((entry) => entry.model)).toEqual([described, other]);
  });

  check("an image given twice in one batch is one image, with what came last", async () => {
    const { store } = bench();
    await store.upsert([{ record: testRecord("a", { sex: "male" }) }, { record: testRecord("a", { sex: "female" }) }]);
    expect(await store.count()).toBe(1);
    expect((await store.get([testRecord("a").id]))[0]?.record.sex).toBe("female");
  });

  check("an aborted call writes nothing and says so", async () => {
    const { store } = bench();
    const signal = AbortSignal.abort();
    const calls = [
      store.upsert([{ record: testRecord("a") }], { signal }),
      store.count(undefined, { signal }),
      store.scan({ signal })[Symbol.asyncIterator]().next(),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "cancelled" } });
    }
    expect(await store.count()).toBe(0);
  });

  check("an empty store is healthy and finds nothing", async () => {
    const { store } = bench();
    expect((await store.health()).status).toBe("green");
    expect(await store.count()).toBe(0);
    expect(await store.get([])).toEqual([]);
    await store.upsert([]);
    await store.useModel(model);
    expect(await store.search([{ vector: axis(0, 8), limit: 5 }])).toEqual([[]]);
  });
}
