/* oxlint-disable typescript/no-unsafe-return, typescript/no-unsafe-call, typescript/no-explicit-any -- what does not compile here must not */
import { describe, expectTypeOf, test } from "vitest";

import type {
  Codex,
  Rpc,
  ServerNotification,
  Thread,
  ThreadItem,
  Turn,
  TurnGap,
  TurnResult,
} from "../../src/index.js";
import type {
  ClientRequests,
  CommandExecutionStatus,
  ServerNotifications,
  ServerRequest,
  ServerRequests,
  ThreadListResponse,
} from "../../src/types.js";

declare const codex: Codex;
declare const rpc: Rpc;
declare const event: ServerNotification;

type IsAny<T> = 0 extends 1 & T ? true : false;

/**
 * The members of `T`, and those of theirs, that are `any`; looks into so many levels, but not into AbortSignal and promises, whose
 * reasons are `any` in the library of the language.
 */
type AnyIn<T, Depth extends readonly unknown[] = [1, 1, 1, 1]> =
  IsAny<T> extends true
    ? "any"
    : Depth extends readonly [unknown, ...infer Rest]
      ? T extends AbortSignal
        ? never
        : T extends PromiseLike<infer Value>
          ? AnyIn<Value, Rest>
          : T extends (...args: infer Args) => infer Result
            ? AnyIn<Args[number], Rest> | AnyIn<Awaited<Result>, Rest>
            : T extends readonly (infer Element)[]
              ? AnyIn<Element, Rest>
              : T extends object
                ? { [Key in keyof T]-?: AnyIn<T[Key], Rest> extends never ? never : Key }[keyof T]
                : never
      : never;

describe("events", () => {
  test("narrow on their method", () => {
    if (event.method === "item/agentMessage/delta") {
      expectTypeOf(event.params.delta).toBeString();
      expectTypeOf(event.params.itemId).toBeString();
      // @ts-expect-error -- no such member
      void event.params.deltaBase64;
    }
    if (event.method === "turn/completed") {
      expectTypeOf(event.params.turn.status).toEqualTypeOf<
        "completed" | "interrupted" | "failed" | "inProgress"
      >();
    }
    // @ts-expect-error -- not before the method is known
    void event.params.delta;
    // @ts-expect-error -- no such method
    if (event.method === "item/agentMessage/deltas") return;
  });

  test("are exhaustive by their method", () => {
    expectTypeOf<ServerNotification["method"]>().toEqualTypeOf<keyof ServerNotifications>();
    expectTypeOf<ServerRequest["method"]>().toEqualTypeOf<keyof ServerRequests>();
    type Others = Exclude<ServerNotification, { method: "turn/completed" }>;
    expectTypeOf<Extract<Others, { method: "turn/completed" }>>().toBeNever();
    /** Each method's event has the params that the map has for it. */
    type Different = {
      [Method in keyof ServerNotifications]: Extract<
        ServerNotification,
        { method: Method }
      >["params"] extends ServerNotifications[Method]["params"]
        ? ServerNotifications[Method]["params"] extends Extract<
            ServerNotification,
            { method: Method }
          >["params"]
          ? never
          : Method
        : Method;
    }[keyof ServerNotifications];
    expectTypeOf<Different>().toBeNever();
  });

  test("narrow down to nothing in a switch over all methods of some", () => {
    type Some = Extract<
      ServerNotification,
      { method: "turn/started" | "turn/completed" | "turn/plan/updated" | "turn/diff/updated" }
    >;
    const name = (turn: Some): string => {
      switch (turn.method) {
        case "turn/started":
        case "turn/completed":
          return turn.params.turn.id;
        case "turn/diff/updated":
          return turn.params.diff;
        case "turn/plan/updated":
          return String(turn.params.plan.length);
        default:
          return turn satisfies never;
      }
    };
    void name;
  });

  test("are what a turn's events and a listener get", () => {
    expectTypeOf<Turn["events"]>().toEqualTypeOf<AsyncIterable<ServerNotification | TurnGap>>();
    expectTypeOf<Extract<keyof ServerNotifications, TurnGap["method"] | `$${string}`>>().toBeNever();
    codex.on("configWarning", (params) => {
      expectTypeOf(params).toEqualTypeOf<ServerNotifications["configWarning"]["params"]>();
    });
    // @ts-expect-error -- no such notification
    codex.on("configWarnings", () => undefined);
  });
});

describe("items", () => {
  test("narrow on their type", () => {
    const describeItem = (item: ThreadItem): string | null => {
      switch (item.type) {
        case "agentMessage":
          return item.text;
        case "commandExecution":
          expectTypeOf(item.status).toEqualTypeOf<CommandExecutionStatus>();
          // @ts-expect-error -- the values are known
          void (item.status === "vanished");
          return item.command;
        case "fileChange":
          return item.changes.map(({ path }) => path).join();
        default:
          // @ts-expect-error -- an item of another type
          return item.text;
      }
    };
    void describeItem;
    expectTypeOf<TurnResult["items"]>().toEqualTypeOf<readonly ThreadItem[]>();
    expectTypeOf<TurnResult["finalResponse"]>().toEqualTypeOf<string | null>();
  });
});

describe("rpc", () => {
  test("has typed params and results", () => {
    expectTypeOf(rpc.thread.list({ limit: 1 })).resolves.toEqualTypeOf<ThreadListResponse>();
    expectTypeOf(codex.rpc).toEqualTypeOf<Rpc>();
    expectTypeOf(codex.listThreads()).resolves.toEqualTypeOf<ClientRequests["thread/list"]["result"]>();
    // The raw protocol knows of no approval modes.
    void rpc.thread.start({ approvalPolicy: "never" });
    // @ts-expect-error -- not a number
    void rpc.thread.list({ limit: "1" });
    // @ts-expect-error -- not of this request
    void rpc.thread.list({ colour: "red" });
    // @ts-expect-error -- required
    void rpc.thread.read({});
    // @ts-expect-error -- no such method
    void rpc.thread.explode({});
  });
});

describe("any", () => {
  test("is found by the helper", () => {
    expectTypeOf<AnyIn<{ a: { b: any } }>>().toEqualTypeOf<"a">();
    expectTypeOf<AnyIn<() => Promise<{ b: any }>>>().toEqualTypeOf<"b">();
    expectTypeOf<AnyIn<{ a: (x: any) => void }>>().toEqualTypeOf<"a">();
    expectTypeOf<AnyIn<{ a: unknown; b: string[] }>>().toBeNever();
  });

  test("stands nowhere in the params and results of the protocol", () => {
    expectTypeOf<
      { [M in keyof ClientRequests]: AnyIn<ClientRequests[M]> }[keyof ClientRequests]
    >().toBeNever();
    expectTypeOf<
      { [M in keyof ServerRequests]: AnyIn<ServerRequests[M]> }[keyof ServerRequests]
    >().toBeNever();
    expectTypeOf<
      { [M in keyof ServerNotifications]: AnyIn<ServerNotifications[M]> }[keyof ServerNotifications]
    >().toBeNever();
  });

  test("stands nowhere in what people call", () => {
    expectTypeOf<AnyIn<Codex>>().toBeNever();
    expectTypeOf<AnyIn<Thread>>().toBeNever();
    expectTypeOf<AnyIn<Turn>>().toBeNever();
    expectTypeOf<AnyIn<TurnResult>>().toBeNever();
    expectTypeOf<AnyIn<Parameters<typeof Codex.connect>>>().toBeNever();
    expectTypeOf<AnyIn<Rpc>>().toBeNever();
  });
});
