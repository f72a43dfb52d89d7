/** Longest `Retry-After` that is obeyed, milliseconds; a server that wants more rest is left alone. */
export const longestRetryAfterMs = 120_000;

/** Whether the same request may succeed later: 408, 425, 429 and every 5xx. */
export function isTransientStatus(status: number): boolean {
  return [408, 425, 429].includes(status) || status >= 500;
}

/** Seconds or a date (RFC 9110, 10.2.3), in milliseconds from now; 0 where the header is missing or makes no sense. */
export function retryAfterMs(header: string | null): number {
  if (header === null) return 0;
  const milliseconds = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(milliseconds) ? 0 : Math.max(0, milliseconds);
}
