import autocannon from "autocannon";
import { setting } from "./setting.ts";

/** What a number of clients saw that ask one search after the other, without a pause. */
export interface LoadSeen {
  /** Milliseconds of each answer with 200, and of each with 503. */
  answered: number[];
  refused: number[];
  /** Answers of 503 without Retry-After, answers of any other kind, and requests without an answer. */
  refusedBadly: number;
  others: number;
  failed: number;
  seconds: number;
}

interface Amount {
  /** Either one. */
  requests?: number;
  seconds?: number;
  /** Of one client at most; none: each asks again as soon as it has its answer. */
  perSecond?: number;
}

/** @param nextText the words of each request */
export async function load(url: string, clients: number, amount: Amount, nextText: () => string): Promise<LoadSeen> {
  const seen: LoadSeen = { answered: [], refused: [], refusedBadly: 0, others: 0, failed: 0, seconds: 0 };
  const began = performance.now();
  const ended = Promise.withResolvers<autocannon.Result>();
  const running = autocannon(
    {
      url: `${url}/v1/search`,
      connections: clients,
      ...(amount.requests === undefined ? { duration: amount.seconds } : { amount: amount.requests }),
      ...(amount.perSecond === undefined ? {} : { connectionRate: amount.perSecond }),
      timeout: 30,
      requests: [
        {
          method: "POST",
          headers: { "content-type": "application/json" },
          setupRequest: (request) => ({
            ...request,
            body: JSON.stringify({ text: nextText(), limit: setting.limit }),
          }),
          onResponse(status, _body, _context, headers) {
            if (status === 503 && !hasHeader(headers, "retry-after")) seen.refusedBadly += 1;
          },
        },
      ],
    },
    (error, result) => (error ? ended.reject(error as Error) : ended.resolve(result)),
  );
  running.on("response", (_client, status, _bytes, durationMs) => {
    if (status === 200) seen.answered.push(durationMs);
    else if (status === 503) seen.refused.push(durationMs);
    else seen.others += 1;
  });
  const { errors, timeouts } = await ended.promise;
  return { ...seen, failed: errors + timeouts, seconds: (performance.now() - began) / 1000 };
}

/** autocannon hands the headers on as they came: names and values in turn. */
function hasHeader(headers: unknown, name: string): boolean {
  const words = Array.isArray(headers) ? headers : Object.keys(headers as object);
  return words.some((word) => String(word).toLowerCase() === name);
}
