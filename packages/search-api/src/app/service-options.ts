import { type AdmissionLimits } from "../load/admission.ts";
import type { RateLimits } from "../security/rate-limit.ts";
import { type UploadLimits, defaultUploadLimits } from "../uploads/encode-upload.ts";

/** How the service treats its callers. */
export interface ServiceOptions {
  /** `keys`: every request under /v1 needs one. `open`: anybody who can reach it may do everything. Default: `keys`. */
  access?: "keys" | "open";
  /** Names that the Host header may have, without ports. Default: any, for an app in somebody else's server. */
  allowedHosts?: readonly string[];
  /** Origins of pages of others that may read the answers (CORS), such as `https://dashboard.example`. Default: none. */
  allowedOrigins?: readonly string[];
  /** Default: 600 requests a minute of a key, 1200 of an address. `false` for none. */
  rateLimits?: RateLimits | false;
  /** Default: 8 in flight, 16 waiting. */
  admission?: AdmissionLimits;
  /** Of a JSON body. Default: 1 MiB. */
  jsonBytes?: number;
  /** Of a whole request. Default: 30,000. */
  timeLimitMs?: number;
  uploads?: Partial<UploadLimits>;
  /** Folder of a built page to serve at `/`. Default: none. */
  pageFolder?: string;
  /** True from the moment the server shuts down, for /readyz. */
  isClosing?: () => boolean;
}

/** Fills in the defaults. */
export function serviceSettings(options: ServiceOptions) {
  const {
    access = "keys",
    allowedHosts,
    allowedOrigins = [],
    rateLimits = { perKey: 600, perAddress: 1200 },
  } = options;
  const { admission = { inFlight: 8, queue: 16 }, jsonBytes = 2 ** 20, timeLimitMs = 30_000 } = options;
  const { isClosing = () => false, pageFolder } = options;
  const uploads = { ...defaultUploadLimits, ...options.uploads };
  const limits = { rateLimits, admission, jsonBytes, timeLimitMs, uploads };
  return { access, allowedHosts, allowedOrigins, ...limits, pageFolder, isClosing };
}
