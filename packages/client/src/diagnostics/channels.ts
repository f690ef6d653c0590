import { channel, tracingChannel } from "node:diagnostics_channel";
import type { DiagnosticsFailure, Traced } from "./trace.js";

/**
 * An event of the tracing channel `codex.request`: a call of this client, with all its attempts.
 *
 * @example
 * ```ts
 * import { tracingChannel } from "node:diagnostics_channel";
 *
 * tracingChannel<RequestDiagnostics, RequestDiagnostics>("codex.request").asyncEnd.subscribe((event) => console.log(event));
 * ```
 */
export interface RequestDiagnostics {
  /** The protocol method that is called. */
  readonly method: string;
  /** The JSON-RPC id of the latest attempt; `undefined` until it is on the wire. */
  readonly id: number | undefined;
  /** How often it was sent. */
  readonly attempts: number;
  /** Why it failed; absent until then, and where it did not. */
  readonly error?: DiagnosticsFailure;
}

/**
 * An event of the tracing channel `codex.turn`: a turn that this client starts, until the turn ends. An error says that it was
 * never started, or that its end will never be seen; a turn that failed is no error, but a status.
 *
 * @example
 * ```ts
 * import { tracingChannel } from "node:diagnostics_channel";
 *
 * tracingChannel<TurnDiagnostics, TurnDiagnostics>("codex.turn").asyncEnd.subscribe((event) => console.log(event));
 * ```
 */
export interface TurnDiagnostics {
  /** The thread that the turn runs on. */
  readonly threadId: string;
  /** `undefined` until the server has named it. */
  readonly turnId: string | undefined;
  /** How it ended; `undefined` until then. */
  readonly status: string | undefined;
  /** Why it failed; absent until then, and where it did not. */
  readonly error?: DiagnosticsFailure;
}

/**
 * An event of the tracing channel `codex.approval`: a request that the server makes of this client, until it is answered.
 *
 * @example
 * ```ts
 * import { tracingChannel } from "node:diagnostics_channel";
 *
 * tracingChannel<ApprovalDiagnostics, ApprovalDiagnostics>("codex.approval").asyncEnd.subscribe((event) => console.log(event));
 * ```
 */
export interface ApprovalDiagnostics {
  /** The method of the server's request. */
  readonly method: string;
  /** The JSON-RPC id of the server's request. */
  readonly id: number | string;
  /** The thread that asks; `undefined` where the request does not say. */
  readonly threadId: string | undefined;
  /** The turn that asks; `undefined` where the request does not say. */
  readonly turnId: string | undefined;
  /** The item that it is about; `undefined` where the request does not say. */
  readonly itemId: string | undefined;
  /** The name of the decision, such as `accept` or `decline`; `undefined` until there is one, and for answers that are none. */
  readonly decision: string | undefined;
  /** Why it failed; absent until then, and where it did not. */
  readonly error?: DiagnosticsFailure;
}

/**
 * A message of the channels `codex.process.spawn` and `codex.process.exit`: a runtime that this client runs.
 *
 * @example
 * ```ts
 * import { subscribe } from "node:diagnostics_channel";
 *
 * subscribe("codex.process.exit", (message) => console.log((message as ProcessDiagnostics).exitCode));
 * ```
 */
export interface ProcessDiagnostics {
  /** The id of the process. */
  readonly pid: number;
  /** The binary. */
  readonly path: string;
  /** On `exit` only; `null` if a signal ended it. */
  readonly exitCode?: number | null;
  /** On `exit` only; `null` if it ended by itself. */
  readonly signal?: string | null;
}

/** Calls of this client. Events are {@link RequestDiagnostics}. */
export const requestChannel = tracingChannel<Traced, Traced>("codex.request");
/** Turns of this client. Events are {@link TurnDiagnostics}. */
export const turnChannel = tracingChannel<Traced, Traced>("codex.turn");
/** Requests of the server. Events are {@link ApprovalDiagnostics}. */
export const approvalChannel = tracingChannel<Traced, Traced>("codex.approval");

const spawned = channel("codex.process.spawn");
const exited = channel("codex.process.exit");

/** Tells of a process that runs. */
export function publishSpawn(message: ProcessDiagnostics): void {
  if (spawned.hasSubscribers) spawned.publish(message);
}

/** Tells of a process that is gone. */
export function publishExit(message: ProcessDiagnostics): void {
  if (exited.hasSubscribers) exited.publish(message);
}
