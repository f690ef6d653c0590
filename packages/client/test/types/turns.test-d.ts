import { expectTypeOf, test } from "vitest";

import {
  isVariant,
  type ThreadItem,
  type TurnFailedError,
  type TurnFailureReason,
  type TurnResult,
} from "../../src/index.js";
import type {
  CodexErrorInfo,
  HttpConnectionFailedCodexErrorInfo,
  TokenUsageBreakdown,
} from "../../src/types.js";

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
