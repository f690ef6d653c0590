import { ProtocolError } from "./protocol-error.js";

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
