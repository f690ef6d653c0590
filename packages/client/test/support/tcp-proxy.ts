import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP proxy before a server, for what networks do to connections. */
export interface TcpProxy extends AsyncDisposable {
  /** `ws://127.0.0.1:PORT`, where it listens. */
  readonly url: string;
  /** How many connections came so far. */
  readonly accepted: number;
  /** The next connection that comes from now on. */
  next(): Promise<void>;
  /** Breaks every connection. */
  cut(): void;
  /** Lets nothing through any more, either way, and breaks nothing: half-open connections, until {@link flow}. */
  stall(): void;
  flow(): void;
  /** Breaks each connection to come as soon as so many bytes have come from the server. */
  cutAfter(bytes: number | undefined): void;
  /** Refuses connections to come: cuts them at once. */
  refuse(refusing: boolean): void;
  /** Holds back what passes by so many milliseconds. */
  delay(ms: number): void;
  /** Where connections to come lead. */
  target: string;
}

export async function startTcpProxy(address: string): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let target = address;
  let accepted = 0;
  let stalled = false;
  let refusing = false;
  let delayMs = 0;
  let cutAfterBytes: number | undefined;
  let waiting: (() => void)[] = [];

  const server = createServer((client) => {
    accepted += 1;
    for (const resolve of waiting.splice(0)) resolve();
    client.on("error", () => undefined);
    if (refusing) return void client.destroy();
    const { hostname, port } = new URL(target);
    const upstream = connect({ host: hostname, port: Number(port) });
    upstream.on("error", () => undefined);
    const pair = [client, upstream] as const;
    pairs.add(pair);
    let passed = 0;
    const forward = (from: Socket, to: Socket) => {
      from.on("data", (chunk: Buffer) => {
        if (stalled) return;
        if (from === upstream && cutAfterBytes !== undefined && (passed += chunk.length) > cutAfterBytes) {
          return cut(pair);
        }
        if (delayMs === 0) to.write(chunk);
        else setTimeout(() => to.write(chunk), delayMs);
      });
      from.once("close", () => {
        if (!stalled) cut(pair);
      });
    };
    forward(client, upstream);
    forward(upstream, client);
  });
  const cut = (pair: readonly [Socket, Socket]): void => {
    pairs.delete(pair);
    for (const socket of pair) socket.destroy();
  };
  const cutAll = (): void => {
    for (const pair of pairs) cut(pair);
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    get accepted() {
      return accepted;
    },
    get target() {
      return target;
    },
    set target(next) {
      target = next;
    },
    next: () => new Promise<void>((resolve) => waiting.push(resolve)),
    cut: cutAll,
    stall: () => (stalled = true),
    flow: () => (stalled = false),
    cutAfter: (bytes) => (cutAfterBytes = bytes),
    refuse: (next) => (refusing = next),
    delay: (ms) => (delayMs = ms),
    async [Symbol.asyncDispose]() {
      waiting = [];
      cutAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
