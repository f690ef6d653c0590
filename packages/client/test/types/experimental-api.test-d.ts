import { expectTypeOf, test } from "vitest";
import type { Codex, ExperimentalRpc, Rpc, Thread, UnattendedMode } from "../../src/index.js";
import { Codex as Client } from "../../src/index.js";
import type { Experimental, ThreadStartParams } from "../../src/types.js";

declare const stable: Codex;
declare const experimental: Codex<UnattendedMode, ExperimentalRpc>;
declare const thread: Thread<UnattendedMode, string>;

test("only experimentalApi: true opts in", () => {
  expectTypeOf(Client.connect({ experimentalApi: true })).resolves.toEqualTypeOf<
    Codex<UnattendedMode, ExperimentalRpc>
  >();
  expectTypeOf(Client.connect({ experimentalApi: false })).resolves.toEqualTypeOf<Codex>();
  expectTypeOf(Client.connect()).resolves.toEqualTypeOf<Codex>();
});

test("experimental methods do not compile without the opt-in", () => {
  // @ts-expect-error settings is experimental
  void stable.rpc.thread.settings;
  expectTypeOf(experimental.rpc.thread.settings.update).toBeFunction();
});

test("experimental fields do not compile without the opt-in, in params and in results", async () => {
  // @ts-expect-error dynamicTools is experimental
  void stable.rpc.thread.start({ dynamicTools: [] });
  void experimental.rpc.thread.start({ dynamicTools: [] });

  const { thread: read } = await stable.rpc.thread.read({ threadId: "t" });
  // @ts-expect-error canAcceptDirectInput is experimental
  void read.canAcceptDirectInput;
  const more = await experimental.rpc.thread.read({ threadId: "t" });
  expectTypeOf(more.thread.canAcceptDirectInput).not.toBeAny();
});

test("the experimental protocol is a superset", () => {
  expectTypeOf<ExperimentalRpc>().toExtend<Rpc>();
  expectTypeOf<Codex<UnattendedMode, ExperimentalRpc>>().toExtend<Codex>();
  expectTypeOf<Codex>().not.toExtend<Codex<UnattendedMode, ExperimentalRpc>>();
  expectTypeOf<ThreadStartParams>().toExtend<Experimental.ThreadStartParams>();
  expectTypeOf<Experimental.ThreadStartResponse["thread"]>().toExtend<Experimental.Thread>();
});

test("a sandbox and a permission profile exclude each other, and profiles need the opt-in", () => {
  const either: { sandbox: "read_only" } | { profile: string } = { profile: "careful" };
  void experimental.startThread(either);
  void experimental.startThread({ sandbox: "read_only", profile: undefined });
  void experimental.resumeThread("T", { profile: ":read-only", sandbox: undefined, cwd: "/b" });
  void thread.run("Hi", { profile: "careful", outputSchema: { type: "object" } });
  // @ts-expect-error a profile takes the place of a sandbox
  void experimental.startThread({ sandbox: "read_only", profile: "careful" });
  // @ts-expect-error whatever the sandbox says
  void experimental.forkThread("T", { sandbox: { mode: "read_only" }, profile: "careful" });
  // @ts-expect-error on a turn too
  void thread.run("Hi", { sandbox: "read_only", profile: "careful" });
  // @ts-expect-error with a schema too
  void thread.runStreamed("Hi", {
    sandbox: "read_only",
    profile: "careful",
    outputSchema: { type: "object" },
  });
  // @ts-expect-error profiles are experimental
  void stable.startThread({ profile: "careful" });
});
