/** PEM, as text or bytes. */
type Pem = string | Uint8Array;

/**
 * How `wss://` is secured, in the words of Node's `tls.connect`. Without it: the certificate authorities that the runtime trusts, and no certificate of
 * this client.
 *
 * @example
 * ```ts
 * import { readFileSync } from "node:fs";
 *
 * const tls: TlsOptions = {
 *   ca: readFileSync("/etc/codex/ca.pem"),
 *   cert: readFileSync("/etc/codex/client.pem"),
 *   key: readFileSync("/etc/codex/client.key"),
 * };
 * ```
 */
export interface TlsOptions {
  /** The certificate authorities to trust, in place of the usual ones: a self-signed certificate is its own. */
  readonly ca?: Pem | readonly Pem[] | undefined;
  /** The certificate that this client shows, with those between it and its authority; only with `key`. */
  readonly cert?: Pem | undefined;
  /** The private key of `cert`. */
  readonly key?: Pem | undefined;
  /** What `key` is encrypted with. */
  readonly passphrase?: string | undefined;
  /** The name that the server's certificate must have. Default: the host of the URL. */
  readonly servername?: string | undefined;
  /**
   * Whether the server must prove who it is. Default `true`. With `false` anybody on the way can take its place, read everything, tokens
   * included, and have commands run where this client says yes. `ca` is the better way to a certificate of one's own.
   */
  readonly rejectUnauthorized?: boolean | undefined;
}
