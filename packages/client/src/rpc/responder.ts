import { encodeError, encodeResult, type ServerRequest } from "./messages.js";

/**
 * Answers a request of the server: with what it resolves to, or with a JSON-RPC error if it rejects.
 *
 * @example
 * ```ts
 * const declineAll: ServerRequestHandler = async () => ({ decision: "decline" });
 * ```
 */
export type ServerRequestHandler = (request: ServerRequest) => Promise<unknown>;

const methodNotFound = -32601;
const internalError = -32603;

/** The reply to a request of the server, as text to send. Calls the handler in a later microtask; never rejects. */
export async function replyTo(
  request: ServerRequest,
  handler: ServerRequestHandler | undefined,
): Promise<string> {
  const { id, method } = request;
  if (handler === undefined) {
    return encodeError(id, { code: methodNotFound, message: `This client does not answer ${method}.` });
  }
  try {
    return encodeResult(id, await Promise.resolve(request).then(handler));
  } catch (error) {
    return encodeError(id, { code: internalError, message: messageOf(error) });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "The client's handler failed.";
}
