import { httpProblemSchema } from "./http-problem.ts";

const problem = (description: string) => ({
  description,
  content: { "application/problem+json": { schema: httpProblemSchema } },
});
const wait = {
  headers: { "Retry-After": { description: "seconds", schema: { type: "integer" as const, minimum: 0 } } },
};

/** What any route may answer. */
export const commonProblems = {
  400: problem("the request does not fit this description"),
  401: problem("a key is needed, or the key is unknown"),
  403: problem("the key's scopes do not allow this, or the host is not this service's"),
  422: problem("well-formed, and yet it cannot be done; `detail` says why"),
  431: problem("the address and the headers are together larger than 32 KiB"),
  429: { ...problem("too many requests of one key or address"), ...wait },
  503: { ...problem("busy, or a part of the service does not answer"), ...wait },
} as const;

/** Of routes that name an image or another document. */
export const notFoundProblem = { 404: problem("there is no such image or document") } as const;

/** Of routes that ask a stored image for its vector. */
export const conflictProblem = { 409: problem("the model in use has never seen the image") } as const;

/** Of routes that take a body. */
export const bodyProblems = {
  413: problem("the body is larger than the service takes"),
  415: problem("the route does not take the body's media type"),
} as const;
