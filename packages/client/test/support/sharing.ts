import {
  Codex,
  type ApprovalEvent,
  type ApprovalMode,
  type ConnectOptions,
  type ExperimentalRpc,
  type OnApproval,
} from "../../src/index.js";
import type { TestRuntime } from "../../src/testing/index.js";
import type { TestServer } from "./test-server.js";

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

/**
 * Clients of a server.
 *
 * @param start Starts the server, or hands out the one that the tests of a file share.
 */
export async function startSharing(start: () => Promise<TestServer>): Promise<Sharing> {
  const server = await start();
  const { transport } = server;
  const clients: Codex<ApprovalMode, ExperimentalRpc>[] = [];
  return {
    ...server,
    async connect(options = {}) {
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
      await server[Symbol.asyncDispose]();
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
