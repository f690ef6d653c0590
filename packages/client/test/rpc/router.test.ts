import { describe, expect, test } from "vitest";
import { NotificationRouter } from "../../src/rpc/router.js";

const note = (params: unknown, method = "m") => ({ method, params });

describe("which listeners hear what", () => {
  test.each([
    ["params.threadId", { threadId: "t1" }, ["all", "t1"]],
    ["params.thread.id", { thread: { id: "t1" } }, ["all", "t1"]],
    ["another thread", { threadId: "t2" }, ["all"]],
    ["no thread", {}, ["all"]],
    ["no params", undefined, ["all"]],
    ["params that are no object", [1], ["all"]],
    ["a thread id that is no text", { threadId: 1, thread: null }, ["all"]],
    ["a thread named like a member of Object", { threadId: "constructor" }, ["all"]],
  ])("%s", (_, params, want) => {
    const heard: string[] = [];
    const router = new NotificationRouter();
    router.onThread("t1", () => heard.push("t1"));
    router.onAll(() => heard.push("all"));
    router.dispatch(note(params));
    expect(heard).toEqual(want);
  });
});

test("a listener that is removed during a dispatch is not called any more, and the others are", () => {
  const heard: string[] = [];
  const router = new NotificationRouter();
  const subscriptions: Disposable[] = [];
  router.onThread("t", () => {
    heard.push("first");
    for (const subscription of subscriptions) subscription[Symbol.dispose]();
  });
  subscriptions.push(router.onThread("t", () => heard.push("removed")));
  router.onThread("t", () => heard.push("last"));
  router.dispatch(note({ threadId: "t" }));
  router.dispatch(note({ threadId: "t" }));
  expect(heard).toEqual(["first", "last", "first", "last"]);
});

test("a listener that is added during a dispatch hears the next one", () => {
  const heard: string[] = [];
  const router = new NotificationRouter();
  const once = router.onAll(() => {
    once[Symbol.dispose]();
    router.onAll(({ method }) => heard.push(method));
  });
  router.dispatch(note({}, "one"));
  router.dispatch(note({}, "two"));
  expect(heard).toEqual(["two"]);
});

test("the same function twice is two registrations, and disposing of one twice removes one", () => {
  let calls = 0;
  const count = (): void => void calls++;
  const router = new NotificationRouter();
  const first = router.onAll(count);
  router.onAll(count);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  router.dispatch(note({}));
  expect(calls).toBe(1);
});
