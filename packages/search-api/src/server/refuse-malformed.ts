import type { Duplex } from "node:stream";
import type { HttpProblem } from "../problems/http-problem.ts";

/** What Node's parser stops at before there is a request; its codes, and what they mean to the caller. */
const refusals: Readonly<Record<string, Pick<HttpProblem, "status" | "code" | "detail"> & { phrase: string }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    phrase: "Request Header Fields Too Large",
    code: "too_large",
    detail: "the address and the headers are together larger than 32,768 bytes; send a long filter in a body",
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    phrase: "Request Timeout",
    code: "timed_out",
    detail: "the request did not come to its end in time",
  },
};
const malformed = {
  status: 400,
  phrase: "Bad Request",
  code: "invalid_input",
  detail: "this is no HTTP request",
} as const;

/** Answers what is no request with a problem too, and ends the connection. For the server's event `clientError`. */
export function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const { phrase, ...facts } = refusals[error.code ?? ""] ?? malformed;
  const title = facts.code.replaceAll("_", " ");
  const problem: HttpProblem = { type: "about:blank", title, ...facts, retryable: false, request_id: "" };
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${facts.status} ${phrase}`,
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    "cache-control: no-store",
    "connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
