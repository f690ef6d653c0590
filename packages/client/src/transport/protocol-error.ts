import { brandError, CodexError, errorGuard } from "../errors/codex-error.js";

const maxCharacters = 200;

/** The beginning of a text that may be huge, for use in an error. */
export function excerptOf(text: string): string {
  return text.length <= maxCharacters ? text : `${text.slice(0, maxCharacters)}…`;
}

/**
 * The peer sent something that is not the protocol: a line that is not JSON, JSON that is not a message, a
 * message over the size limit. The connection is closed, since what follows cannot be trusted.
 *
 * @example
 * ```ts
 * if (isProtocolError(error)) console.error(error.message, error.excerpt);
 * ```
 */
export class ProtocolError extends CodexError {
  static {
    brandError(this, "ProtocolError");
  }

  /** The beginning of what was received, at most some 200 characters. */
  readonly excerpt: string;

  constructor(message: string, received: string, options?: ErrorOptions) {
    super(message, options);
    this.excerpt = excerptOf(received);
  }
}

/**
 * Whether a value is a {@link ProtocolError}, whichever copy of this package made it.
 *
 * @example
 * ```ts
 * const why = await codex.closed;
 * if (isProtocolError(why)) console.error("Not an app-server?", why.excerpt);
 * ```
 */
export const isProtocolError = errorGuard(ProtocolError);

/** The default bound on one message: images travel inline as base64, so messages of tens of megabytes are legal. */
export const defaultMaxMessageBytes = 128 * 1024 * 1024;

/** The end of a connection over which a message came that is longer than it may be. */
export function messageTooLong(maxBytes: number, received: string): ProtocolError {
  const bound = String(maxBytes);
  return new ProtocolError(
    `A message is longer than ${bound} bytes, so the connection was closed. The option maxMessageBytes sets the bound.`,
    received,
  );
}
