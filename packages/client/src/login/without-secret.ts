import { LoginFailedError } from "./login-failed-error.js";

/** The error as it is, or, where the secret stands in it, one that says the same without it: a server may repeat what it was sent. */
export function withoutSecret(error: unknown, secret: string): Error {
  if (!(error instanceof Error)) return new LoginFailedError(null, "The login failed.");
  // Own members too: what the server added to a refusal, the beginning of what it sent.
  const said = JSON.stringify([error.message, error.stack, error]);
  if (!said.includes(secret) && !said.includes(JSON.stringify(secret).slice(1, -1))) return error;
  return new LoginFailedError(null, error.message.replaceAll(secret, "[secret]"));
}
