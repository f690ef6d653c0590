import type { TransportEnd } from "../transport/transport.js";
import type { RecoveryAttempt } from "./recovery-attempt.js";

/**
 * Where a connection stands. It closes from everywhere, once:
 *
 * ```text
 *   opening ──▶ open ──▶ recovering ──▶ open …
 *      │          │          │
 *      └──────────┴──────────┴──▶ closed
 * ```
 */
export type ConnectionState =
  | { readonly name: "opening"; readonly unsent: string[] }
  | { readonly name: "open" }
  | { readonly name: "recovering"; readonly attempt: RecoveryAttempt }
  | { readonly name: "closed"; readonly end: TransportEnd };
