import { connect, type AddressInfo } from "node:net";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";

/** What ends TLS in front of a server that speaks plaintext. */
export interface TlsProxy extends AsyncDisposable {
  /** `wss://localhost:PORT`; it listens on 127.0.0.1. */
  readonly url: string;
  readonly port: number;
  /** How many connections came so far. */
  readonly accepted: number;
  /** Breaks every connection. */
  cut(): void;
}

/** @param address `ws://HOST:PORT` of the server behind. */
export async function startTlsProxy(address: string, options: TlsOptions): Promise<TlsProxy> {
  const { hostname, port: upstreamPort } = new URL(address);
  const open = new Set<TLSSocket>();
  let accepted = 0;
  const server = createServer(options, (client) => {
    accepted += 1;
    open.add(client);
    const upstream = connect({ host: hostname, port: Number(upstreamPort) });
    client.once("close", () => {
      open.delete(client);
      upstream.destroy();
    });
    for (const socket of [client, upstream]) socket.on("error", () => client.destroy());
    upstream.once("close", () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  const cut = (): void => {
    for (const client of open) client.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `wss://localhost:${String(port)}`,
    port,
    get accepted() {
      return accepted;
    },
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
