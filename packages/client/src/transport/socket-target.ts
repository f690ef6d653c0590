/** Where a websocket is dialled. */
export interface SocketTarget {
  /** For errors: neither credentials nor a query. */
  readonly name: string;
  /** What may be wrong where nobody answers, and how to mend it. */
  readonly hint: string;
  readonly url: string;
  /** The headers of the handshake, asked for at each dial. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>;
  /** The socket in the file system to dial, where the URL does not say what. */
  readonly socketPath?: string;
}
