import { brandError, CodexError } from "../errors/codex-error.js";

/** A request of the server that this client has no answer to, and the protocol no refusal for. Only the server sees it. */
export class UnansweredRequestError extends CodexError {
  static {
    brandError(this, "UnansweredRequestError");
  }

  constructor(method: string) {
    super(`This client does not answer ${method}.`);
  }
}
