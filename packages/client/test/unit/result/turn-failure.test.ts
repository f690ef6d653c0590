import { describe, expect, it } from "vitest";

import { isVariant, TurnFailedError, type VariantName } from "../../../src/index.js";
import { turnResult } from "../../../src/result/turn-result.js";
import type { CodexErrorInfo } from "../../../src/types.js";

const failedBy = (codexErrorInfo: unknown): TurnFailedError => {
  const error = { message: "It failed.", codexErrorInfo } as never;
  const turn = { id: "U", items: [], status: "failed", error } as const;
  return new TurnFailedError(turnResult(turn as never, [], null, []));
};

/** The compiler wants a row for each variant of the pinned runtime. */
const passes: Readonly<Record<VariantName<CodexErrorInfo>, boolean>> = {
  contextWindowExceeded: false,
  sessionBudgetExceeded: false,
  usageLimitExceeded: false,
  rateLimitExceeded: true,
  flexUnavailable: true,
  serverOverloaded: true,
  modelNotFound: false,
  policyCapacityUnavailable: true,
  cyberPolicy: false,
  bioPolicy: false,
  misalignmentPolicyViolation: false,
  tooManyDenials: false,
  internalServerError: true,
  unauthorized: false,
  badRequest: false,
  threadRollbackFailed: false,
  sandboxError: false,
  other: false,
  inferenceHookDenied: false,
  httpConnectionFailed: true,
  responseStreamConnectionFailed: true,
  responseStreamDisconnected: true,
  responseTooManyFailedAttempts: true,
  activeTurnNotSteerable: true,
};
const withStatus = (reason: string, httpStatusCode: number | null): CodexErrorInfo => ({
  [reason]: { httpStatusCode },
});

describe("a failed turn says what failed, and whether it may pass", () => {
  it.each(Object.entries(passes))("%s", (reason, isRetryable) => {
    expect(failedBy(reason)).toMatchObject({ reason, httpStatus: null, isRetryable });
  });

  it.each([
    ["httpConnectionFailed", 503, true],
    ["httpConnectionFailed", 401, false],
    ["responseTooManyFailedAttempts", 429, true],
    ["responseStreamConnectionFailed", 404, false],
    ["responseStreamDisconnected", null, true],
  ] as const)("%s with status %s", (reason, httpStatus, isRetryable) => {
    expect(failedBy(withStatus(reason, httpStatus))).toMatchObject({ reason, httpStatus, isRetryable });
  });

  it.each([
    ["a variant to come", "tideTooHigh", "tideTooHigh", null, false],
    ["one with a status", withStatus("tideTooHigh", 502), "tideTooHigh", 502, true],
    [
      "a status that is none",
      { httpConnectionFailed: { httpStatusCode: "502" } },
      "httpConnectionFailed",
      null,
      true,
    ],
    ["an object without members", {}, "unknown", null, false],
    ["nothing", null, "unknown", null, false],
    ["a name of every object", "constructor", "constructor", null, false],
  ])("%s", (_, info, reason, httpStatus, isRetryable) => {
    expect(failedBy(info)).toMatchObject({ reason, httpStatus, isRetryable });
    expect(JSON.parse(JSON.stringify(failedBy(info)))).toMatchObject({ reason, httpStatus, isRetryable });
  });
});

it.each<[string, unknown, string, boolean]>([
  ["the text", "serverOverloaded", "serverOverloaded", true],
  ["another text", "other", "serverOverloaded", false],
  ["an object of that member", { httpConnectionFailed: {} }, "httpConnectionFailed", true],
  ["an object of another", { httpConnectionFailed: {} }, "serverOverloaded", false],
  ["an object of that type", { type: "agentMessage", text: "" }, "agentMessage", true],
  ["an object of another type with a member of that name", { type: "plan", text: "" }, "text", false],
  ["a member that every object has", {}, "toString", false],
  ["null", null, "serverOverloaded", false],
  ["undefined", undefined, "serverOverloaded", false],
])("isVariant knows %s", (_, value, name, is) => {
  expect(isVariant(value, name as never)).toBe(is);
});
