import { encodeError, encodeResult, type ServerRequest } from "./messages.js";

/**
 * Answers a request of the server: with what it resolves to, or with a JSON-RPC error if it throws or rejects. Called on the
 * reading path, so that it knows of the request before whatever came in the same read: it must be quick to give its promise.
 *
 * @example
 * ```ts
 * const declineAll: ServerRequestHandler = async () => ({ decision: "decline" });
 * ```
 */
export type ServerRequestHandler = (request: ServerRequest) => Promise<unknown>;

const methodNotFound = -32601;
const internalError = -32603;

/** The reply to a request of the server, as text to send. Never rejects. */
export async function replyTo(
  request: ServerRequest,
  handler: ServerRequestHandler | undefined,
): Promise<string> {
  const { id, method } = request;
  if (handler === undefined) {
    return encodeError(id, { code: methodNotFound, message: `This client does not answer ${method}.` });
  }
  try {
    return encodeResult(id, await handler(request));
  } catch (error) {
    return encodeError(id, { code: internalError, message: messageOf(error) });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "The client's handler failed.";
}
