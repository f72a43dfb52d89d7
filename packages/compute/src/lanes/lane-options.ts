import type { CallOptions, Lane } from "@lesion-atlas/core";

/** Which lane a call goes to. There is no default: a bulk batch on the interactive lane would hold up every search. */
export type LaneOptions = CallOptions & { lane: Lane };
