import { ProtocolError } from "../transport/protocol-error.js";
import { toWireJson } from "./wire-json.js";
import { hasLongDigits, parseExactly } from "./exact-json.js";

/**
 * The id of a request that the server sends; its numbers start at 0.
 *
 * @example
 * ```ts
 * const id: RequestId = 0;
 * ```
 */
export type RequestId = number | string;

/**
 * A notification as the server sent it, unknown methods and members included. Here and in every result, an integer beyond
 * ±(2^53 − 1), which a number would round, is the string of its digits.
 *
 * @example
 * ```ts
 * const notification: Notification = { method: "thread/started", params: { thread: { id: "t1" } } };
 * ```
 */
export interface Notification {
  /** What is told of, by the protocol's name. */
  readonly method: string;
  /** What is told; `undefined` where that is nothing. */
  readonly params: unknown;
  /** When the server sent it, in milliseconds since the Unix epoch. */
  readonly emittedAtMs?: number;
}

/**
 * A request that the server sends and that waits for an answer.
 *
 * @example
 * ```ts
 * const answer = async ({ method }: ServerRequest) => {
 *   if (method !== "item/commandExecution/requestApproval") throw new Error(`cannot answer ${method}`);
 *   return { decision: "decline" };
 * };
 * ```
 */
export interface ServerRequest {
  readonly id: RequestId;
  readonly method: string;
  readonly params: unknown;
}

/** The `error` member of a response. */
export interface ErrorPayload {
  /** The JSON-RPC code of the error. */
  readonly code: number;
  /** What went wrong, in the server's words. */
  readonly message: string;
  /** What the server says besides; absent where that is nothing. */
  readonly data?: unknown;
}

/** An answer to a request of ours. The id is whatever the server put there. */
export type Response =
  | { readonly id: unknown; readonly error: ErrorPayload }
  | { readonly id: unknown; readonly error?: never; readonly result: unknown };

/** A message from the server. There is no `jsonrpc` member on the wire, in either direction. */
export type Incoming =
  | { readonly kind: "response"; readonly response: Response }
  | { readonly kind: "request"; readonly request: ServerRequest }
  | { readonly kind: "notification"; readonly notification: Notification };

/**
 * Reads one message.
 *
 * @throws ProtocolError if it is not JSON, or JSON that is none of the three kinds of message.
 */
export function parseMessage(text: string): Incoming {
  const message = parseObject(text);
  if ("method" in message) {
    if (isNotificationOrRequest(message)) {
      if (!("id" in message)) return { kind: "notification", notification: message };
      if (isRequest(message)) return { kind: "request", request: message };
    }
  } else if ("id" in message && isResponse(message)) {
    return { kind: "response", response: message };
  }
  throw new ProtocolError("The server sent JSON that is not a JSON-RPC message.", text);
}

/** A request of ours. `params` and `trace` are JSON already. */
export function encodeRequest(
  id: number,
  method: string,
  params: string | undefined,
  trace?: string,
): string {
  return `{"id":${String(id)},"method":${JSON.stringify(method)}${paramsMember(params)}${traceMember(trace)}}`;
}

/** A notification of ours. `params` is JSON already. */
export function encodeNotification(method: string, params: string | undefined): string {
  return `{"method":${JSON.stringify(method)}${paramsMember(params)}}`;
}

/** The answer to a request of the server. An `undefined` result is sent as `null`: the member must be there. */
export function encodeResult(id: RequestId, result: unknown): string {
  return toWireJson("the answer", { id, result: result ?? null }) ?? "";
}

/** The refusal of a request of the server. */
export function encodeError(id: RequestId, error: ErrorPayload): string {
  return toWireJson("the answer", { id, error }) ?? "";
}

function paramsMember(params: string | undefined): string {
  return params === undefined ? "" : `,"params":${params}`;
}

function traceMember(trace: string | undefined): string {
  return trace === undefined ? "" : `,"trace":${trace}`;
}

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ProtocolError("The server sent a line that is not JSON.", text, { cause });
  }
  if (typeof value !== "object" || value === null) {
    throw new ProtocolError("The server sent JSON that is not a JSON-RPC message.", text);
  }
  if (!hasLongDigits(text)) return value;
  const exact = parseExactly(text) as object;
  // As a string of digits the id would pass for an id of text; rounded, it is refused.
  return "id" in value ? { ...exact, id: value.id } : exact;
}

function isNotificationOrRequest(message: object & { method: unknown }): message is Notification {
  return typeof message.method === "string";
}

function isRequest(message: Notification & { id: unknown }): message is Notification & ServerRequest {
  // An answer must carry the very id: one that a number cannot hold would answer another request, or none.
  return typeof message.id === "string" || Number.isSafeInteger(message.id);
}

function isResponse(message: object): message is Response {
  if (!("error" in message)) return "result" in message;
  const { error } = message;
  if (typeof error !== "object" || error === null) return false;
  return (
    "code" in error &&
    typeof error.code === "number" &&
    "message" in error &&
    typeof error.message === "string"
  );
}
