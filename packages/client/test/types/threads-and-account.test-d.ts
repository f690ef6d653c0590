import { describe, expectTypeOf, test } from "vitest";

import type {
  ChatGptLogin,
  Codex,
  DeviceCodeLogin,
  Goal,
  GoalEnd,
  Notification,
  Thread,
  Turn,
  TurnResult,
} from "../../src/index.js";
import type {
  GetAccountResponse,
  Model,
  Thread as StoredThread,
  ThreadGoal,
  ThreadItemEntry,
} from "../../src/types.js";

declare const codex: Codex;
declare const thread: Thread;
declare const goal: Goal;

describe("pages", () => {
  test("hand out what they hold", () => {
    expectTypeOf(codex.threads()).toEqualTypeOf<AsyncIterable<StoredThread>>();
    expectTypeOf(thread.items({ turnId: "U" })).toEqualTypeOf<AsyncIterable<ThreadItemEntry>>();
    expectTypeOf(codex.models({ includeHidden: true })).toEqualTypeOf<Promise<Model[]>>();
  });

  test("are followed by the client: there is no cursor to give", () => {
    void codex.threads({ limit: 5, archived: true, sortDirection: "asc" });
    // @ts-expect-error -- the client follows it
    void codex.threads({ cursor: "1" });
    // @ts-expect-error -- the client follows it
    void thread.items({ cursor: "1" });
    // @ts-expect-error -- all pages are read
    void codex.models({ limit: 5 });
    void codex.listThreads({ cursor: "1" });
  });
});

describe("goals", () => {
  test("are set, read and cleared", () => {
    expectTypeOf(thread.goal.set({ objective: "Count", tokenBudget: 5 })).toEqualTypeOf<Promise<Goal>>();
    expectTypeOf(thread.goal.get()).toEqualTypeOf<Promise<ThreadGoal | null>>();
    expectTypeOf(thread.goal.clear()).toEqualTypeOf<Promise<boolean>>();
    // @ts-expect-error -- no such status
    void thread.goal.set({ status: "done" });
    // @ts-expect-error -- who set it is not for a client to say
    void thread.goal.set({ objective: "Count", origin: "user" });
  });

  test("end, and not as active", () => {
    expectTypeOf(goal.turns).toEqualTypeOf<AsyncIterable<Turn>>();
    expectTypeOf(goal.ended).toEqualTypeOf<Promise<GoalEnd>>();
    expectTypeOf<GoalEnd["status"]>().toEqualTypeOf<
      "paused" | "blocked" | "usageLimited" | "budgetLimited" | "complete" | "cleared" | "interrupted"
    >();
  });
});

test("compact tells of its turn as run does", () => {
  expectTypeOf(thread.compact()).toEqualTypeOf<Promise<TurnResult>>();
});

describe("the account", () => {
  test("is read, and logged in to and out of", () => {
    expectTypeOf(codex.account()).toEqualTypeOf<Promise<GetAccountResponse>>();
    expectTypeOf(codex.logout()).toEqualTypeOf<Promise<void>>();
    expectTypeOf(codex.loginWithApiKey("key")).toEqualTypeOf<Promise<void>>();
    expectTypeOf(codex.loginWithChatGpt()).toEqualTypeOf<Promise<ChatGptLogin>>();
    expectTypeOf(codex.loginWithDeviceCode()).toEqualTypeOf<Promise<DeviceCodeLogin>>();
    // @ts-expect-error -- there is no key to leave out
    void codex.loginWithApiKey();
  });
});

test("any notification is heard as what it may be", () => {
  codex.onAny((notification) => {
    expectTypeOf(notification).toEqualTypeOf<Notification>();
    expectTypeOf(notification.params).toBeUnknown();
  });
  // @ts-expect-error -- a misspelt method is not an unknown one
  codex.on("turn/startd", () => undefined);
});

describe("a review", () => {
  test("is of a target that the protocol has, and comes to the result of a turn", () => {
    expectTypeOf(thread.review({ type: "commit", sha: "c0ffee" })).toEqualTypeOf<Promise<TurnResult>>();
    void thread.review({ type: "uncommittedChanges" }, { timeoutMs: 1_000 });
    // @ts-expect-error A branch is named.
    void thread.review({ type: "baseBranch" });
    // @ts-expect-error A review takes nothing along.
    void thread.review({ type: "uncommittedChanges" }, { approvalMode: "deny_all" });
  });
});

describe("settings of a thread", () => {
  test("are options wherever one is opened", () => {
    void codex.startThread({ effort: "high", webSearch: "live" });
    void codex.resumeThread("T", { webSearch: "disabled" });
    void codex.forkThread("T", { webSearch: "cached" });
    void thread.fork({ effort: "low", webSearch: "indexed" });
    // @ts-expect-error No such mode.
    void codex.startThread({ webSearch: "always" });
    // @ts-expect-error A turn searches as its thread does.
    void thread.run("Hi", { webSearch: "live" });
  });
});
