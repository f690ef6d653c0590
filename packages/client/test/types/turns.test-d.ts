import { expectTypeOf, test } from "vitest";

import {
  isVariant,
  type Codex,
  type RunOptions,
  type Thread,
  type ThreadItem,
  type TurnFailedError,
  type TurnFailureReason,
  type TurnOptions,
  type TurnResult,
} from "../../src/index.js";
import type {
  CodexErrorInfo,
  HttpConnectionFailedCodexErrorInfo,
  TokenUsageBreakdown,
} from "../../src/types.js";

declare const codex: Codex;
declare const thread: Thread;
declare const result: TurnResult;
declare const failed: TurnFailedError;
declare const item: ThreadItem;

test("isVariant narrows unions that the server may extend", () => {
  const info = result.error?.codexErrorInfo;
  if (isVariant(info, "httpConnectionFailed")) {
    expectTypeOf(info).toEqualTypeOf<HttpConnectionFailedCodexErrorInfo>();
    expectTypeOf(info.httpConnectionFailed.httpStatusCode).toEqualTypeOf<number | null | undefined>();
  } else if (isVariant(info, "serverOverloaded")) expectTypeOf(info).toEqualTypeOf<"serverOverloaded">();
  else expectTypeOf(info).not.toBeNever();
  // @ts-expect-error -- no variant of that name
  isVariant(info, "serverOverload");
  // @ts-expect-error -- there is nothing by that name
  isVariant(info, "httpStatusCode");
});

test("isVariant narrows tagged objects, and those that may be extended too", () => {
  if (isVariant(item, "agentMessage")) expectTypeOf(item.text).toEqualTypeOf<string>();
  // @ts-expect-error -- a member is no variant
  isVariant(item, "text");
  type Shape =
    { type: "circle"; radius: number } | { type: "dot" } | { type: string & {}; [key: string]: unknown };
  const shape = { type: "circle", radius: 1 } as Shape;
  if (isVariant(shape, "circle")) expectTypeOf(shape).toEqualTypeOf<{ type: "circle"; radius: number }>();
  // @ts-expect-error -- not known
  isVariant(shape, "square");
});

test("what failed is a word that the type knows, or another", () => {
  expectTypeOf(failed.reason).toEqualTypeOf<TurnFailureReason>();
  expectTypeOf<"serverOverloaded">().toExtend<TurnFailureReason>();
  expectTypeOf(failed.httpStatus).toEqualTypeOf<number | null>();
  expectTypeOf<CodexErrorInfo>().not.toExtend<TurnFailureReason>();
});

test("what a turn has used may not be known", () => {
  expectTypeOf(result.usage?.turn).toEqualTypeOf<TokenUsageBreakdown | null | undefined>();
  // @ts-expect-error -- it may not be known
  void result.usage?.turn.totalTokens;
});

test("a turn is bounded wherever one is awaited, and run again only where it is run to its end", () => {
  void thread.run("Hi", { turnTimeoutMs: 1_000, retryOverloaded: { maxAttempts: 3 } });
  void thread.run("Hi", { retryOverloaded: true, outputSchema: { type: "object" } });
  void thread.runStreamed("Hi", { turnTimeoutMs: 1_000 });
  void thread.compact({ turnTimeoutMs: 1_000 });
  // @ts-expect-error -- the handle that was handed back is of one turn
  void thread.runStreamed("Hi", { retryOverloaded: true });
  // @ts-expect-error -- only a model that was asked may be overloaded
  void thread.compact({ retryOverloaded: true });
  // What takes the options of a turn may pass them to run.
  expectTypeOf<TurnOptions>().toExtend<RunOptions>();
});

test("a budget has one bound or two", () => {
  void codex.startThread({ budget: { turns: 3 } });
  void codex.resumeThread("T", { budget: { tokens: 3 } });
  void codex.forkThread("T", { budget: { turns: 3, tokens: 3 } });
  void thread.fork({ budget: { turns: 3 } });
  void thread.goal.set({ objective: "Count", budget: { turns: 3 } });
  // @ts-expect-error -- no such bound
  void codex.startThread({ budget: { dollars: 3 } });
  // @ts-expect-error -- a turn has none of its own
  void thread.run("Hi", { budget: { turns: 3 } });
});

test("close waits only where it is asked to", () => {
  void codex.close();
  void codex.close({ graceMs: 1_000 });
  // @ts-expect-error -- milliseconds
  void codex.close({ graceMs: "1s" });
});
