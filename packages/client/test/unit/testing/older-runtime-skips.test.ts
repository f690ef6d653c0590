import { describe, expect, it } from "vitest";

import { reasonToSkip } from "../../support/older-runtime-skips.js";

describe("a test is skipped", () => {
  const paging = "packages/client/test/runtime/paging.test.ts";
  const pages = `${paging} > threads > are all told, in order, a page fetched when it is needed`;

  it.each<[what: string, version: string, test: string, reason: string | undefined]>([
    ["on a runtime that lacks what it needs", "0.166.0", pages, "needs codex 0.169.0: thread/list"],
    ["on one of an earlier century of minors", "0.99.1", pages, "needs codex 0.169.0: thread/list"],
    ["on none that has it", "0.169.0", pages, undefined],
    ["on none that is newer", "1.0.0", pages, undefined],
    ["for no other test of the file", "0.166.0", `${paging} > threads > are something else`, undefined],
  ])("%s", (_, version, test, reason) => {
    const given = reasonToSkip(paging, test, version);
    expect(given?.slice(0, reason?.length)).toBe(reason);
  });
});
