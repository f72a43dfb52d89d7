import { afterEach, beforeEach, expect } from "vitest";
import type { Catalog, CatalogEntry } from "@lesion-atlas/core";
import { type ContractOptions, contractSuite } from "./contract-suite.ts";
import { type Place, startTogether } from "./place.ts";

/**
 * The contract of `Catalog`.
 *
 * @param name of the adapter
 * @param create makes an empty place for each test
 * @param options `skip` names tests that the adapter cannot pass, each with its reason
 */
export function testCatalog(name: string, create: () => Promise<Place<Catalog>>, options: ContractOptions = {}): void {
  contractSuite(`${name}: a catalog`, options, (check) => {
    let place: Place<Catalog>;
    let catalog: Catalog;
    beforeEach(async () => {
      place = await create();
      catalog = await place.open();
    });
    afterEach(() => place.dispose());

    check("a document gets version 1, then one more a write, and comes back as it is", async () => {
      const document = { name: "Łódź 😀", list: [1, "two", { deep: null }], "odd.key": true };
      expect(await catalog.get("probe", "a")).toBeUndefined();
      expect(await catalog.put("probe", "a", { first: 1 })).toBe(1);
      expect(await catalog.put("probe", "a", document)).toBe(2);
      expect(await catalog.get("probe", "a")).toEqual({ id: "a", version: 2, document });
      expect(await catalog.get("calibration", "a")).toBeUndefined();
    });

    check("ifVersion writes only on the version that was read", async () => {
      expect(await catalog.put("probe", "a", { n: 1 }, { ifVersion: 0 })).toBe(1);
      await expect(catalog.put("probe", "a", { n: 2 }, { ifVersion: 0 })).rejects.toMatchObject({ code: "conflict" });
      expect(await catalog.put("probe", "a", { n: 3 }, { ifVersion: 1 })).toBe(2);
      await expect(catalog.put("probe", "a", { n: 4 }, { ifVersion: 1 })).rejects.toMatchObject({ code: "conflict" });
      await expect(catalog.put("probe", "b", {}, { ifVersion: 3 })).rejects.toMatchObject({ code: "conflict" });
      expect(await catalog.get("probe", "a")).toEqual({ id: "a", version: 2, document: { n: 3 } });
      expect(await catalog.get("probe", "b")).toBeUndefined();
    });

    check("an entry is appended once, whatever is retried", async () => {
      expect(await catalog.append("log", { id: "1", document: { who: "first" } })).toBe(true);
      expect(await catalog.append("log", { id: "1", document: { who: "again" } })).toBe(false);
      expect(await catalog.get("log", "1")).toEqual({ id: "1", version: 1, document: { who: "first" } });
    });

    check("a kind is listed by id, newest versions only", async () => {
      const ids = Array.from({ length: 600 }, (_, n) => `id ${n}`);
      for (const id of ids) await catalog.append("many", { id, document: { id } });
      await catalog.put("many", "id 7", { changed: true });
      await catalog.put("other", "id 7", {});
      const listed = await collect(catalog.list("many"));
      expect(listed.map(({ id }) => id)).toEqual(ids.sort());
      expect(listed.find(({ id }) => id === "id 7")).toEqual({ id: "id 7", version: 2, document: { changed: true } });
      expect(await collect(catalog.list("none"))).toEqual([]);
    });

    check("kinds are those that have a document, ascending", async () => {
      expect(await catalog.kinds()).toEqual([]);
      await catalog.put("probe", "a", {});
      await catalog.put("probe", "b", {});
      await catalog.append("log of Łódź", { id: "1", document: {} });
      await catalog.put("Archive", "a", {});
      expect(await catalog.kinds()).toEqual(["Archive", "log of Łódź", "probe"]);
      await catalog.delete("Archive", "a");
      expect(await catalog.kinds()).toEqual(["log of Łódź", "probe"]);
    });

    check("a removed document is gone", async () => {
      await catalog.put("probe", "a", {});
      expect(await catalog.delete("probe", "a")).toBe(true);
      expect(await catalog.delete("probe", "a")).toBe(false);
      expect(await catalog.get("probe", "a")).toBeUndefined();
      expect(await collect(catalog.list("probe"))).toEqual([]);
      expect(await catalog.put("probe", "a", {}, { ifVersion: 0 })).toBe(1);
    });

    check("another handle sees what was written", async () => {
      const other = await place.open();
      await catalog.put("probe", "a", { n: 1 });
      expect(await other.get("probe", "a")).toEqual({ id: "a", version: 1, document: { n: 1 } });
    });

    check("an aborted call writes nothing and says so", async () => {
      const signal = AbortSignal.abort();
      await expect(catalog.put("probe", "a", {}, { signal })).rejects.toMatchObject({ code: "cancelled" });
      await expect(catalog.append("probe", { id: "a", document: {} }, { signal })).rejects.toMatchObject({
        code: "cancelled",
      });
      expect(await catalog.get("probe", "a")).toBeUndefined();
    });

    check("of two processes that write one version exactly one wins, each time", async () => {
      const children = await startTogether(place, "increment", [{ count: 40 }, { count: 40 }]);
      await Promise.all(children.map((child) => child.ended()));
      expect(await catalog.get("counter", "one")).toEqual({ id: "one", version: 80, document: { value: 80 } });
    });

    check("of two processes that append one entry exactly one writes it", async () => {
      const names = ["a", "b"].map((name) => ({ name, count: 60 }));
      const children = await startTogether(place, "append", names);
      const firsts = await Promise.all(children.map(async (child) => Number(await child.next())));
      await Promise.all(children.map((child) => child.ended()));
      expect(firsts[0] + firsts[1]).toBe(60);
      expect((await collect(catalog.list("log"))).length).toBe(60);
    });
  });
}

async function collect(entries: AsyncIterable<CatalogEntry>): Promise<CatalogEntry[]> {
  const list: CatalogEntry[] = [];
  for await (const entry of entries) list.push(entry);
  return list;
}
