import { describe, expectTypeOf, test } from "vitest";

import type {
  Codex,
  Sandbox,
  SandboxOptions,
  StartThreadOptions,
  Thread,
  TurnOptions,
} from "../../src/index.js";

declare const codex: Codex;
declare const thread: Thread;

describe("a sandbox", () => {
  test("is a name, or an object of what its mode takes", () => {
    expectTypeOf<Sandbox>().toEqualTypeOf<"read_only" | "workspace_write" | "full_access">();
    expectTypeOf<Sandbox>().toExtend<SandboxOptions>();
    const sandboxes: readonly SandboxOptions[] = [
      "read_only",
      { mode: "read_only" },
      { mode: "read_only", networkAccess: true },
      { mode: "workspace_write", networkAccess: false, writableRoots: ["/b"] },
      { mode: "workspace_write", networkAccess: undefined, writableRoots: undefined },
      { mode: "full_access" },
    ];
    for (const sandbox of sandboxes) {
      void codex.startThread({ sandbox });
      void codex.resumeThread("T", { sandbox });
      void codex.forkThread("T", { sandbox });
      void thread.fork({ sandbox });
      void thread.run("Hi", { sandbox });
      void thread.runStreamed("Hi", { sandbox });
      void thread.run("Hi", { sandbox, outputSchema: { type: "object" } });
    }
  });

  test("may be left undefined", () => {
    expectTypeOf<StartThreadOptions["sandbox"]>().toEqualTypeOf<SandboxOptions | undefined>();
    expectTypeOf<TurnOptions["sandbox"]>().toEqualTypeOf<SandboxOptions | undefined>();
  });

  test("that would say what its mode does not take does not compile", () => {
    // @ts-expect-error -- everything has the network already
    void codex.startThread({ sandbox: { mode: "full_access", networkAccess: true } });
    // @ts-expect-error -- everything may be written already
    void codex.resumeThread("T", { sandbox: { mode: "full_access", writableRoots: ["/b"] } });
    // @ts-expect-error -- nothing is written
    void codex.forkThread("T", { sandbox: { mode: "read_only", writableRoots: ["/b"] } });
    const wider = { mode: "read_only" as const, writableRoots: ["/b"] };
    // @ts-expect-error -- not by a detour either
    void thread.run("Hi", { sandbox: wider });
    // @ts-expect-error -- unknown
    void thread.fork({ sandbox: { mode: "workspace_write", excludeSlashTmp: true } });
    // @ts-expect-error -- no mode
    void thread.runStreamed("Hi", { sandbox: { networkAccess: true } });
    // @ts-expect-error -- one root is a list of one
    void thread.run("Hi", { sandbox: { mode: "workspace_write", writableRoots: "/b" } });
    // @ts-expect-error -- no sandbox is none of them
    void codex.startThread({ sandbox: null });
  });

  test("in the protocol's words does not compile", () => {
    // @ts-expect-error -- the protocol's mode
    void codex.startThread({ sandbox: { mode: "workspace-write" } });
    // @ts-expect-error -- the protocol's policy
    void thread.run("Hi", { sandbox: { type: "workspaceWrite", networkAccess: true } });
  });
});
