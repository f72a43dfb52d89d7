import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { hasService, serviceUrl } from "./support/services.ts";

test.skipIf(!hasService("redis"))(
  `the tests' Redis keeps what a queue needs kept${hasService("redis") ? "" : " (skipped: no Redis)"}`,
  async () => {
    const redis = new Redis(serviceUrl("redis"));
    try {
      expect(await redis.config("GET", "maxmemory-policy")).toEqual(["maxmemory-policy", "noeviction"]);
      expect(await redis.config("GET", "appendonly")).toEqual(["appendonly", "yes"]);
      const key = `lesion-atlas:${process.pid}`;
      await redis.set(key, "kept");
      expect(await redis.get(key)).toBe("kept");
      await redis.del(key);
    } finally {
      redis.disconnect();
    }
  },
);
