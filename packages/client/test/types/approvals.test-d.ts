import { describe, expectTypeOf, test } from "vitest";

import {
  approvalInbox,
  Codex,
  isApprovalDecision,
  type ApprovalContext,
  type ApprovalDecision,
  type ApprovalDecisions,
  type ApprovalEvent,
  type ApprovalHandler,
  type ApprovalHandlers,
  type ApprovalKind,
  type ApprovalMode,
  type ApprovalRequest,
  type ApprovalsMissed,
  type FileChangeApprovalRequest,
  type OnApproval,
  type StartThreadOptions,
  type Thread,
  type TurnResult,
} from "../../src/index.js";

declare const codex: Codex;
declare const asking: Codex<ApprovalMode>;
declare const thread: Thread;
declare const askingThread: Thread<ApprovalMode>;

/** Takes what a handler of a kind may answer. */
declare function of<Kind extends ApprovalKind>(kind: Kind, decision: ApprovalDecision<Kind>): void;

describe("requests", () => {
  test("are one union, told apart by kind, which a switch can exhaust", () => {
    expectTypeOf<ApprovalKind>().toEqualTypeOf<
      | "command"
      | "humanCommand"
      | "fileChange"
      | "permissions"
      | "mcpToolCall"
      | "mcpElicitation"
      | "userInput"
    >();
    expectTypeOf<ApprovalRequest["kind"]>().toEqualTypeOf<keyof ApprovalDecisions>();
    const name = (request: ApprovalRequest): string => {
      switch (request.kind) {
        case "command":
        case "humanCommand":
          return request.command ?? "";
        case "fileChange":
          return request.changes.map(({ path, diff }) => `${path} ${diff}`).join();
        case "permissions":
          return request.permissions.fileSystem?.write?.join() ?? "";
        case "mcpToolCall":
          return `${request.serverName} ${request.tool ?? ""} ${JSON.stringify(request.arguments)}`;
        case "mcpElicitation":
          return request.mode === "url" ? request.url : request.serverName;
        case "userInput":
          return request.questions.map(({ question }) => question).join();
      }
    };
    void name;
  });

  test("have nothing of another kind", () => {
    const handler: ApprovalHandler = (request) => {
      // @ts-expect-error -- not every kind has an item
      void request.itemId;
      // @ts-expect-error -- diffs belong to file changes
      if (request.kind === "command") void request.changes;
      return "decline";
    };
    void handler;
  });
});

describe("the context of a handler", () => {
  test("has the decisions of the kind", () => {
    const handlers: ApprovalHandlers = {
      fileChange: (_, { availableDecisions, approvalId }) => {
        expectTypeOf(availableDecisions).toEqualTypeOf<readonly ApprovalDecision<"fileChange">[]>();
        expectTypeOf(approvalId).toBeString();
        return availableDecisions[0] ?? "decline";
      },
      // One who knows nothing of kinds takes them all.
      command: (_, context: ApprovalContext) => (context.signal.aborted ? "cancel" : "decline"),
    };
    void handlers;
  });

  test("isApprovalDecision narrows to the kind of the request", () => {
    const handler = (request: ApprovalRequest): ApprovalDecision => {
      const answer: unknown = JSON.parse("{}");
      if (request.kind === "userInput" && isApprovalDecision(request, answer))
        expectTypeOf(answer).toEqualTypeOf<ApprovalDecision<"userInput">>();
      // @ts-expect-error -- nobody has looked at it
      if (request.kind === "fileChange") return answer;
      return isApprovalDecision(request, answer) ? answer : "decline";
    };
    void handler;
  });
});

describe("an inbox", () => {
  const inbox = approvalInbox();

  test("is a handler, for a client and for a thread", () => {
    expectTypeOf(Codex.connect({ onApproval: inbox })).resolves.toEqualTypeOf<Codex<ApprovalMode>>();
    void asking.startThread({ onApproval: inbox });
  });

  test("has entries that take the decisions of their kind", () => {
    for (const entry of inbox.pending) {
      if (entry.kind === "fileChange") {
        expectTypeOf(entry.request).toEqualTypeOf<FileChangeApprovalRequest>();
        expectTypeOf(entry.decide).parameter(0).toEqualTypeOf<ApprovalDecision<"fileChange">>();
        entry.decide("acceptForSession");
        // @ts-expect-error -- not about files
        entry.decide("acceptAlways");
      }
      // Every kind has it.
      entry.decide("decline");
    }
    expectTypeOf(inbox.decide("id", "accept")).toBeBoolean();
    // @ts-expect-error -- no kind has it
    inbox.decide("id", "maybe");
    // @ts-expect-error -- there is no other event
    inbox.on("changed", () => undefined);
  });
});

describe("decisions", () => {
  test("are those of the kind", () => {
    of("command", "acceptForSession");
    of("command", { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["ls"] } });
    of("humanCommand", "accept");
    of("fileChange", "acceptForSession");
    of("permissions", "acceptForSession");
    of("permissions", { permissions: {}, scope: "session" });
    of("mcpToolCall", "acceptAlways");
    of("mcpElicitation", { action: "accept", content: { name: "Ada" } });
    of("userInput", { answers: { colour: { answers: ["Red"] } } });
    for (const kind of [
      "command",
      "fileChange",
      "permissions",
      "mcpToolCall",
      "mcpElicitation",
      "userInput",
    ] as const)
      of(kind, "decline");
  });

  test("of another kind do not compile", () => {
    // @ts-expect-error -- the runtime asks each time anew
    of("humanCommand", "acceptForSession");
    // @ts-expect-error -- a rule for commands
    of("fileChange", { acceptWithExecpolicyAmendment: { execpolicy_amendment: ["ls"] } });
    // @ts-expect-error -- the protocol cannot cancel here
    of("permissions", "cancel");
    // @ts-expect-error -- only a tool can be allowed for ever
    of("command", "acceptAlways");
    // @ts-expect-error -- a form is accepted with its content
    of("mcpElicitation", "accept");
    // @ts-expect-error -- there is no session to accept for
    of("mcpElicitation", "acceptForSession");
    // @ts-expect-error -- a question is answered
    of("userInput", "accept");
    // @ts-expect-error -- no such session
    of("userInput", "acceptForSession");
    // @ts-expect-error -- no such decision
    of("command", "approved");
  });
});

describe("a handler for each kind", () => {
  test("gets the request of its kind, and may answer later", () => {
    const handlers: ApprovalHandlers = {
      fileChange: (request, { signal }) => {
        expectTypeOf(request).toEqualTypeOf<FileChangeApprovalRequest>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        return "acceptForSession";
      },
      command: ({ subject }) => Promise.resolve(subject === "writeStdin" ? "decline" : "accept"),
      mcpToolCall: undefined,
    };
    void Codex.connect({ onApproval: handlers });
    void Codex.connect({ onApproval: {} });
  });

  test("answers with a decision of its kind and no other", () => {
    void Codex.connect({
      onApproval: {
        // @ts-expect-error -- there is no session to accept for
        mcpElicitation: () => "acceptForSession",
      },
    });
    void Codex.connect({
      onApproval: {
        // @ts-expect-error -- the protocol cannot cancel here
        permissions: async () => Promise.resolve("cancel" as const),
      },
    });
    void Codex.connect({
      onApproval: {
        // @ts-expect-error -- nothing is no decision
        command: () => undefined,
      },
    });
    // @ts-expect-error -- no such kind
    void Codex.connect({ onApproval: { shell: () => "accept" } });
  });

  test("makes a client that can ask, as one function does", () => {
    expectTypeOf(Codex.connect({ onApproval: { command: () => "accept" } })).resolves.toEqualTypeOf<
      Codex<ApprovalMode>
    >();
    expectTypeOf(
      Codex.connect({
        onApproval: { command: () => "accept" },
        experimentalApi: true,
        approvalTimeoutMs: 60_000,
      }),
    ).resolves.toExtend<Codex<ApprovalMode>>();
  });
});

describe("the handler of a thread", () => {
  test("is taken by whatever opens one, on a client that can ask", () => {
    const onApproval: OnApproval = { command: () => "accept" };
    void asking.startThread({ onApproval });
    void asking.resumeThread("T", { onApproval: () => "decline" });
    void asking.forkThread("T", { onApproval: { fileChange: () => "accept" } });
    void askingThread.fork({ onApproval, approvalMode: "ask" });
    const options: StartThreadOptions = { onApproval };
    void asking.startThread(options);
  });

  test("does not compile on another, nor lets it ask", () => {
    // @ts-expect-error -- the client has none
    void codex.startThread({ onApproval: () => "accept" });
    // @ts-expect-error -- the client has none
    void codex.resumeThread("T", { onApproval: { command: () => "accept" } });
    // @ts-expect-error -- the client has none
    void codex.forkThread("T", { onApproval: () => "accept" });
    // @ts-expect-error -- the client has none
    void thread.fork({ onApproval: () => "accept" });
    // @ts-expect-error -- nor does it make the mode ask compile
    void codex.startThread({ approvalMode: "ask", onApproval: () => "accept" });
    void codex.startThread({ onApproval: undefined });
  });

  test("is no option of a turn, nor of what opens no thread", () => {
    // @ts-expect-error -- of a thread
    void askingThread.run("Hi", { onApproval: () => "accept" });
    // @ts-expect-error -- of a thread
    void askingThread.runStreamed("Hi", { onApproval: () => "accept" });
    // @ts-expect-error -- opens no thread
    void asking.archiveThread("T", { onApproval: () => "accept" });
  });
});

describe("the trail", () => {
  test("is of events told apart by type, decisions by who decided", () => {
    expectTypeOf(codex.approvals()).toEqualTypeOf<AsyncIterable<ApprovalEvent | ApprovalsMissed>>();
    expectTypeOf<TurnResult["approvals"]>().toEqualTypeOf<readonly ApprovalEvent[]>();
    const line = (event: ApprovalEvent | ApprovalsMissed): string => {
      switch (event.type) {
        case "requested":
          return event.of === "client" ? event.request.kind : event.action.type;
        case "decided":
          switch (event.by) {
            case "handler":
              return JSON.stringify(event.decision);
            case "reviewer":
              return `${event.decision} ${event.riskLevel ?? ""} ${event.rationale ?? ""}`;
            case "hook":
              return event.hooks.map(({ sourcePath }) => sourcePath).join();
            case "policy":
              return event.item.type;
            case "default":
              return event.reason;
          }
        // oxlint-disable-next-line no-fallthrough -- the switch above returns in each case
        case "resolved":
          return event.how;
        case "missed":
          return String(event.count);
      }
    };
    void line;
  });
});
