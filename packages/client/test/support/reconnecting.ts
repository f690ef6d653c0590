import {
  Codex,
  webSocketTransport,
  type ApprovalMode,
  type ConnectionChange,
  type ConnectOptions,
  type OnApproval,
  type WebSocketTransportOptions,
} from "../../src/index.js";
import type { ListeningRuntime, TestRuntime } from "../../src/testing/index.js";
import { startTcpProxy, type TcpProxy } from "./tcp-proxy.js";
import type { TestServer } from "./test-server.js";

/** A client that reconnects, to a real runtime behind a proxy. */
export interface Reconnecting extends AsyncDisposable {
  readonly test: TestRuntime;
  readonly runtime: ListeningRuntime;
  readonly proxy: TcpProxy;
  readonly codex: Codex<ApprovalMode>;
  readonly changes: readonly ConnectionChange[];
  /** The next change to a state. */
  next<State extends ConnectionChange["state"]>(
    state: State,
  ): Promise<Extract<ConnectionChange, { state: State }>>;
}

/** Short waits, since a test waits for them. */
export const quick = { initialDelayMs: 5, maxDelayMs: 20, maxElapsedMs: 30_000 };

type Connecting = ConnectOptions & { readonly onApproval: OnApproval };

/**
 * Connects a client that reconnects.
 *
 * @param start Starts the server, or hands out the one that the tests of a file share.
 */
export async function startReconnecting(
  start: () => Promise<TestServer>,
  options: Partial<ConnectOptions> & {
    readonly onApproval?: OnApproval;
    readonly socket?: Partial<WebSocketTransportOptions>;
  } = {},
): Promise<Reconnecting> {
  const { socket, onApproval = () => "decline", ...others } = options;
  const test = await start();
  const runtime = test.listening;
  const proxy = await startTcpProxy(runtime.address);
  const transport = webSocketTransport({
    url: proxy.url,
    closeGraceMs: 100,
    ...socket,
  });
  const codex = await Codex.connect({ transport, reconnect: quick, onApproval, ...others } as Connecting);
  const changes: ConnectionChange[] = [];
  codex.onConnectionChange((change) => changes.push(change));
  return {
    test,
    runtime,
    proxy,
    codex,
    changes,
    next: (state) =>
      new Promise((resolve) => {
        const subscription = codex.onConnectionChange((change) => {
          if (change.state !== state) return;
          subscription[Symbol.dispose]();
          resolve(change as never);
        });
      }),
    async [Symbol.asyncDispose]() {
      await codex.close();
      await proxy[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}
