import type { SurfaceRow } from "./surface.js";
import { CODEX_ROWS } from "./table/codex.js";
import { GOAL_ROWS } from "./table/goal.js";
import { THREAD_ROWS } from "./table/thread.js";

/**
 * Requests that carry approval routing and have no high-level method on purpose, each with the reason. They are on `rpc`,
 * which knows nothing of approval modes.
 */
export const RAW_REQUESTS: Readonly<Record<string, string>> = {
  "thread/settings/update": "experimental; a turn's options say the same and hold as long",
  "turn/settings/update":
    "experimental; changes the reviewer of a turn that runs, which a handle must not do unseen",
};

/**
 * The high-level API: a row a method. A params field of the runtime reaches it only by being listed here, and a request
 * that carries approval routing only by a row with an approval rule.
 */
export const SURFACE_TABLE: readonly SurfaceRow[] = [...CODEX_ROWS, ...THREAD_ROWS, ...GOAL_ROWS];
