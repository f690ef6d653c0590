import {
  Codex,
  webSocketTransport,
  unixSocketTransport,
  type ApprovalEvent,
  type ApprovalMode,
  type ConnectOptions,
  type ExperimentalRpc,
  type OnApproval,
} from "../../src/index.js";
import {
  startListeningRuntime,
  startTestRuntime,
  type ListeningRuntimeOptions,
  type TestRuntime,
  type TestRuntimeOptions,
} from "../../src/testing/index.js";

/** A client of a server that others share, and all that its trail tells. */
export interface Sharer {
  readonly codex: Codex<ApprovalMode, ExperimentalRpc>;
  readonly trail: readonly ApprovalEvent[];
  /** The events that its trail tells of a thread, in words. */
  told(threadId: string): readonly string[];
}

/** A server, and as many clients of it as a test wants. */
export interface Sharing extends TestRuntime {
  connect(options?: Partial<ConnectOptions> & { readonly onApproval?: OnApproval }): Promise<Sharer>;
}

export async function startSharing(
  listen: ListeningRuntimeOptions["listen"] = "ws",
  config: TestRuntimeOptions["config"] = {},
): Promise<Sharing> {
  const test = await startTestRuntime({ config });
  const runtime = await startListeningRuntime(test, { listen });
  const clients: Codex<ApprovalMode, ExperimentalRpc>[] = [];
  return {
    ...test,
    async connect(options = {}) {
      const transport =
        listen === "unix"
          ? unixSocketTransport(runtime.address)
          : webSocketTransport({ url: runtime.address });
      // The types of `connect` tell apart what is known here only at run time.
      const codex = await Codex.connect({
        transport,
        experimentalApi: true,
        ...options,
      } as never);
      clients.push(codex);
      const trail: ApprovalEvent[] = [];
      void (async () => {
        for await (const event of codex.approvals()) if (event.type !== "missed") trail.push(event);
      })();
      return { codex, trail, told: (threadId) => trail.flatMap((event) => wordsOf(event, threadId)) };
    },
    async [Symbol.asyncDispose]() {
      for (const codex of clients) await codex.close();
      await runtime[Symbol.asyncDispose]();
      await test[Symbol.asyncDispose]();
    },
  };
}

function wordsOf(event: ApprovalEvent, threadId: string): readonly string[] {
  if (event.threadId !== threadId) return [];
  const whose = event.for === undefined ? [] : ["other client"];
  const what =
    event.type === "requested"
      ? event.of
      : event.type === "resolved"
        ? event.how
        : `${event.allowed ? "allowed" : "refused"} by ${event.by}`;
  return [[event.type, what, ...whose].join(" ")];
}
