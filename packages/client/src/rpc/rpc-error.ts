import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";
import type { ErrorPayload } from "./messages.js";

/**
 * The server refused a call. `message` is the server's own, whole: an unknown method gets one of 4 KB that lists
 * the known ones.
 *
 * @example
 * ```ts
 * if (isRpcError(error)) console.error(`${error.method} was refused (${error.code}): ${error.message}`);
 * ```
 */
export class RpcError extends CodexError {
  static {
    brandError(this, "RpcError");
  }

  /** The JSON-RPC error code. The app-server gives almost every refusal -32600. */
  readonly code: number;
  /** The method that was called. */
  readonly method: string;
  /** What the server added, such as `{ input_error_code }`; `undefined` if nothing. */
  readonly data: unknown;

  constructor(method: string, error: ErrorPayload) {
    super(error.message);
    this.code = error.code;
    this.method = method;
    this.data = error.data;
  }
}

/**
 * The server refused a call with -32600: not initialized, no such thread, a missing capability, an unknown method.
 *
 * @example
 * ```ts
 * if (isInvalidRequestError(error) && error.message.includes("experimentalApi")) console.error("Opt in to call", error.method);
 * ```
 */
export class InvalidRequestError extends RpcError {
  static {
    brandError(this, "InvalidRequestError");
  }
}

/**
 * The server refused a call's parameters with -32602, such as input over 1,048,576 characters.
 *
 * @example
 * ```ts
 * if (isInvalidParamsError(error)) console.error(error.message, error.data);
 * ```
 */
export class InvalidParamsError extends RpcError {
  static {
    brandError(this, "InvalidParamsError");
  }
}

/**
 * The server refused a call with -32001, and went on to do so for as long as the call was retried. It had no
 * effect.
 *
 * @example
 * ```ts
 * if (isServerOverloadedError(error)) console.error(`still busy after ${error.attempts} attempts`);
 * ```
 */
export class ServerOverloadedError extends RpcError {
  static {
    brandError(this, "ServerOverloadedError");
  }

  /** How often the call was sent. */
  readonly attempts: number;

  constructor(method: string, error: ErrorPayload, attempts: number) {
    super(method, error);
    this.attempts = attempts;
  }
}

/**
 * Whether a value is an {@link RpcError}, its subclasses included, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isRpcError(error) && error.code === -32603) console.error(error.method, error.data);
 * ```
 */
export const isRpcError = errorGuard(RpcError);

/**
 * Whether a value is an {@link InvalidRequestError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isInvalidRequestError(error)) console.error(error.message);
 * ```
 */
export const isInvalidRequestError = errorGuard(InvalidRequestError);

/**
 * Whether a value is an {@link InvalidParamsError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isInvalidParamsError(error)) console.error(error.data);
 * ```
 */
export const isInvalidParamsError = errorGuard(InvalidParamsError);

/**
 * Whether a value is a {@link ServerOverloadedError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * if (isServerOverloadedError(error)) console.error(`gave up after ${error.attempts} attempts`);
 * ```
 */
export const isServerOverloadedError = errorGuard(ServerOverloadedError);
