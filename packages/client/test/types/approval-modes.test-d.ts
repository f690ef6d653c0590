/* oxlint-disable typescript/no-unsafe-member-access -- what does not compile here must not */
import { describe, expectTypeOf, test } from "vitest";

import { ApprovalMode, Codex, type Thread, type UnattendedMode } from "../../src/index.js";
import { startTestCodex, type TestCodex } from "../../src/testing/index.js";

declare const codex: Codex;
declare const asking: Codex<ApprovalMode>;
declare const thread: Thread;
declare const askingThread: Thread<ApprovalMode>;

describe("approval modes", () => {
  test("are three", () => {
    expectTypeOf<ApprovalMode>().toEqualTypeOf<"auto_review" | "deny_all" | "ask">();
    expectTypeOf<UnattendedMode>().toEqualTypeOf<"auto_review" | "deny_all">();
    expectTypeOf(ApprovalMode.deny_all).toEqualTypeOf<"deny_all">();
    // @ts-expect-error -- the constants cannot be changed
    ApprovalMode.deny_all = "ask";
  });

  test("that need nobody are taken by every method, and may be undefined", () => {
    for (const approvalMode of ["auto_review", "deny_all", ApprovalMode.deny_all, undefined] as const) {
      expectTypeOf(codex.startThread({ approvalMode })).resolves.toEqualTypeOf<Thread>();
      expectTypeOf(codex.resumeThread("T", { approvalMode })).resolves.toEqualTypeOf<Thread>();
      expectTypeOf(codex.forkThread("T", { approvalMode })).resolves.toEqualTypeOf<Thread>();
      expectTypeOf(thread.fork({ approvalMode })).resolves.toEqualTypeOf<Thread>();
      void thread.run("Hi", { approvalMode });
      void thread.runStreamed("Hi", { approvalMode });
    }
  });

  test("configured is for startThread alone, on every client", () => {
    expectTypeOf(codex.startThread({ approvalMode: "configured" })).resolves.toEqualTypeOf<Thread>();
    void asking.startThread({ approvalMode: "configured" });
    // @ts-expect-error -- a resume without a mode sends nothing anyway
    void codex.resumeThread("T", { approvalMode: "configured" });
    // @ts-expect-error -- nor does a fork
    void codex.forkThread("T", { approvalMode: "configured" });
    // @ts-expect-error -- nor does a fork of a handle
    void thread.fork({ approvalMode: "configured" });
    // @ts-expect-error -- nor does a turn
    void thread.run("Hi", { approvalMode: "configured" });
    // @ts-expect-error -- it is no mode that a thread has
    void (thread.settings.approvalMode === "configured");
  });

  test("other than the three do not compile", () => {
    // @ts-expect-error -- no such mode
    void codex.startThread({ approvalMode: "never" });
    // @ts-expect-error -- no such mode
    void codex.resumeThread("T", { approvalMode: "AUTO_REVIEW" });
    // @ts-expect-error -- no such mode
    void codex.forkThread("T", { approvalMode: "" });
    // @ts-expect-error -- no such mode
    void thread.fork({ approvalMode: null });
    // @ts-expect-error -- no such mode
    void thread.run("Hi", { approvalMode: 0 });
    // @ts-expect-error -- no such mode
    void thread.runStreamed("Hi", { approvalMode: "toString" });
    // @ts-expect-error -- any string is not a mode
    void codex.startThread({ approvalMode: String(1) });
    // @ts-expect-error -- no such mode, on a client that may ask either
    void asking.startThread({ approvalMode: "on-request" });
  });
});

describe("raw approval fields do not compile on", () => {
  test("startThread", () => {
    // @ts-expect-error -- raw
    void codex.startThread({ approvalPolicy: "never" });
    // @ts-expect-error -- raw
    void codex.startThread({ approvalsReviewer: "user" });
    // @ts-expect-error -- raw
    void codex.startThread({ permissions: "x" });
  });
  test("resumeThread", () => {
    // @ts-expect-error -- raw
    void codex.resumeThread("T", { approvalPolicy: "never" });
    // @ts-expect-error -- raw
    void codex.resumeThread("T", { approvalsReviewer: "user" });
    // @ts-expect-error -- raw
    void codex.resumeThread("T", { permissions: "x" });
  });
  test("forkThread", () => {
    // @ts-expect-error -- raw
    void codex.forkThread("T", { approvalPolicy: "never" });
    // @ts-expect-error -- raw
    void codex.forkThread("T", { approvalsReviewer: "user" });
    // @ts-expect-error -- raw
    void codex.forkThread("T", { permissions: "x" });
  });
  test("fork", () => {
    // @ts-expect-error -- raw
    void thread.fork({ approvalPolicy: "never" });
    // @ts-expect-error -- raw
    void thread.fork({ approvalsReviewer: "user" });
    // @ts-expect-error -- raw
    void thread.fork({ permissions: "x" });
  });
  test("run", () => {
    // @ts-expect-error -- raw
    void thread.run("Hi", { approvalPolicy: "never" });
    // @ts-expect-error -- raw
    void thread.run("Hi", { approvalsReviewer: "user" });
    // @ts-expect-error -- raw
    void thread.run("Hi", { permissions: "x" });
  });
  test("runStreamed", () => {
    // @ts-expect-error -- raw
    void thread.runStreamed("Hi", { approvalPolicy: "never" });
    // @ts-expect-error -- raw
    void thread.runStreamed("Hi", { approvalsReviewer: "user" });
    // @ts-expect-error -- raw
    void thread.runStreamed("Hi", { permissions: "x" });
  });
  test("the methods without a mode, nor does a mode", () => {
    // @ts-expect-error -- takes no mode
    void codex.listThreads({ approvalMode: "deny_all" });
    // @ts-expect-error -- takes no mode
    void codex.archiveThread("T", { approvalPolicy: "never" });
    // @ts-expect-error -- takes no mode
    void codex.unarchiveThread("T", { approvalMode: "deny_all" });
    // @ts-expect-error -- takes no mode
    void thread.read({ approvalMode: "deny_all" });
    // @ts-expect-error -- takes no mode
    void thread.archive({ approvalMode: "deny_all" });
    // @ts-expect-error -- takes no mode
    void thread.setName("Mine", { approvalMode: "deny_all" });
    // @ts-expect-error -- takes no mode
    void thread.compact({ approvalMode: "deny_all" });
    // @ts-expect-error -- takes no mode: its turns run under what the handle has
    void thread.goal.set({ objective: "Count", approvalMode: "deny_all" });
    // @ts-expect-error -- takes no mode
    void codex.loginWithChatGpt({ approvalMode: "deny_all" });
  });
});

describe("other options", () => {
  test("that do not exist do not compile", () => {
    // @ts-expect-error -- unknown
    void codex.startThread({ colour: "red" });
    // @ts-expect-error -- unknown
    void codex.listThreads({ colour: "red" });
    // @ts-expect-error -- the protocol's name for it
    void thread.run("Hi", { sandboxPolicy: { type: "readOnly" } });
    // @ts-expect-error -- the protocol's name for it
    void codex.startThread({ sandbox: "read-only" });
    // @ts-expect-error -- its name is workspace_write
    void codex.startThread({ sandbox: "workspace" });
    // @ts-expect-error -- the id is an argument
    void codex.resumeThread("T", { threadId: "S" });
  });
});

describe("ask", () => {
  test("is for clients that were connected with a handler", () => {
    expectTypeOf(Codex.connect()).resolves.toEqualTypeOf<Codex>();
    expectTypeOf(Codex.connect({ requestTimeoutMs: 1 })).resolves.toEqualTypeOf<Codex>();
    expectTypeOf(Codex.connect({ onApproval: () => "decline" })).resolves.toEqualTypeOf<
      Codex<ApprovalMode>
    >();
    expectTypeOf(startTestCodex()).resolves.toEqualTypeOf<TestCodex>();
    expectTypeOf(startTestCodex({ onApproval: () => "decline" })).resolves.toEqualTypeOf<
      TestCodex<ApprovalMode>
    >();

    void asking.startThread({ approvalMode: "ask" });
    void asking.resumeThread("T", { approvalMode: "ask" });
    void asking.forkThread("T", { approvalMode: "ask" });
    void askingThread.fork({ approvalMode: "ask" });
    void askingThread.run("Hi", { approvalMode: "ask" });
    void askingThread.runStreamed("Hi", { approvalMode: "ask" });
    expectTypeOf(asking.startThread()).resolves.toEqualTypeOf<Thread<ApprovalMode>>();

    // @ts-expect-error -- nobody to ask
    void codex.startThread({ approvalMode: "ask" });
    // @ts-expect-error -- nobody to ask
    void codex.resumeThread("T", { approvalMode: "ask" });
    // @ts-expect-error -- nobody to ask
    void codex.forkThread("T", { approvalMode: "ask" });
    // @ts-expect-error -- nobody to ask
    void thread.fork({ approvalMode: "ask" });
    // @ts-expect-error -- nobody to ask
    void thread.run("Hi", { approvalMode: "ask" });
    // @ts-expect-error -- nobody to ask
    void thread.runStreamed("Hi", { approvalMode: "ask" });
    void Codex.connect({ onApproval: undefined }).then((client) => {
      // @ts-expect-error -- undefined is no handler
      void client.startThread({ approvalMode: "ask" });
    });
  });

  test("cannot be had by assignment", () => {
    expectTypeOf<Codex>().not.toExtend<Codex<ApprovalMode>>();
    expectTypeOf<Thread>().not.toExtend<Thread<ApprovalMode>>();
    // @ts-expect-error -- a client without a handler cannot stand in for one with it
    codex satisfies Codex<ApprovalMode>;
    const takes = (_client: Codex<ApprovalMode>, _thread: Thread<ApprovalMode>): void => undefined;
    // @ts-expect-error -- the same, as an argument
    takes(codex, askingThread);
    // @ts-expect-error -- the same, for threads
    takes(asking, thread);
  });

  test("is no hindrance the other way round", () => {
    expectTypeOf<Codex<ApprovalMode>>().toExtend<Codex>();
    expectTypeOf<Thread<ApprovalMode>>().toExtend<Thread>();
    const takes = (_client: Codex, _thread: Thread): void => undefined;
    takes(asking, askingThread);
  });
});

describe("connect", () => {
  test("takes a transport or a runtime", () => {
    const transport = { open: () => Promise.reject(new Error("no")) };
    void Codex.connect({ transport });
    void Codex.connect({ runtime: { path: "/codex" } });
    // @ts-expect-error -- not both
    void Codex.connect({ transport, runtime: {} });
    // @ts-expect-error -- unknown
    void Codex.connect({ approvalMode: "deny_all" });
  });

  test("takes handlers that answer at once or later, with a decision of the protocol", () => {
    void Codex.connect({ onApproval: async () => Promise.resolve("accept" as const) });
    void Codex.connect({
      onApproval: (request) => (request.kind === "fileChange" ? "decline" : "acceptForSession"),
    });
    void Codex.connect({
      onApproval: (request) =>
        request.kind === "command" && request.command != null
          ? { acceptWithExecpolicyAmendment: { execpolicy_amendment: [request.command] } }
          : "decline",
    });
    // @ts-expect-error -- no such decision
    void Codex.connect({ onApproval: () => "approved" });
    // @ts-expect-error -- no such decision
    void Codex.connect({ onApproval: () => true });
    // @ts-expect-error -- no decision at all
    void Codex.connect({ onApproval: () => undefined });
    // @ts-expect-error -- paths belong to file changes
    void Codex.connect({ onApproval: (request) => (request.changes.length > 0 ? "decline" : "accept") });
  });
});
