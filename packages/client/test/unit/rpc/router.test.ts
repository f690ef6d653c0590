import { expect, test } from "vitest";
import { NotificationRouter } from "../../../src/rpc/router.js";

const note = (params: unknown, method = "m") => ({ method, params });

test("the client's own state hears first, then the listeners of the method, then those of everything", () => {
  const heard: string[] = [];
  const router = new NotificationRouter();
  router.onAll(() => heard.push("all"));
  router.onMethod("m", () => heard.push("method"));
  router.onMethod("other", () => heard.push("other method"));
  router.observeWith({
    wants: () => true,
    observe: () => {
      heard.push("state");
      return true;
    },
  });
  router.dispatch(note({}));
  expect(heard).toEqual(["state", "method", "all"]);
});

test("what the client's own state cannot read is heard by those who hear everything, and by nobody else", () => {
  const heard: string[] = [];
  const router = new NotificationRouter();
  router.onMethod("m", () => heard.push("method"));
  router.onAll(() => heard.push("all"));
  router.observeWith({ wants: () => true, observe: () => false });
  router.dispatch(note({}));
  expect(heard).toEqual(["all"]);
});

test("a listener that is removed during a dispatch is not called any more, and the others are", () => {
  const heard: string[] = [];
  const router = new NotificationRouter();
  const subscriptions: Disposable[] = [];
  router.onMethod("m", () => {
    heard.push("first");
    for (const subscription of subscriptions) subscription[Symbol.dispose]();
  });
  subscriptions.push(router.onMethod("m", () => heard.push("removed")));
  router.onMethod("m", () => heard.push("last"));
  router.dispatch(note({}));
  router.dispatch(note({}));
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
