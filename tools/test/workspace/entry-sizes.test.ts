import { beforeAll, describe, expect, it } from "vitest";
import { entrySizes, type EntrySize } from "../../bench/entry-sizes.js";

let sizes: ReadonlyMap<string, EntrySize>;

beforeAll(async () => {
  sizes = new Map((await entrySizes()).map((size) => [size.entry, size]));
});

describe("what importing an entry costs a bundle", () => {
  // A little above what was measured. Who adds more than that decides here that it is worth it.
  it.each([
    [".", 14_100],
    ["./types", 100],
    ["./testing", 18_200],
    ["./generated-support", 300],
  ])("%s: at most %d bytes, minified and gzipped", (entry, budget) => {
    expect(sizes.get(entry)?.loaded.gzip).toBeLessThanOrEqual(budget);
  });

  it("a client that was connected: at most 58,000 bytes in all", () => {
    expect(sizes.get(".")?.connected.gzip).toBeLessThanOrEqual(58_000);
  });

  it("every entry has a budget", () => {
    expect([...sizes.keys()]).toEqual([".", "./types", "./testing", "./generated-support"]);
  });
});

describe("importing the root entry loads", () => {
  it("no package, and of Node only what costs no time to load", () => {
    expect([...(sizes.get(".")?.dependencies ?? [])].sort()).toEqual([
      "node:buffer",
      "node:path",
      "node:util",
    ]);
  });

  it.each([
    [
      "processes",
      "transport/stdio/open-stdio.ts",
      "transport/stdio/runtime-binary.ts",
      "transport/stdio/process-tree.ts",
    ],
    [
      "sockets",
      "transport/socket/dial.ts",
      "transport/socket/socket-channel.ts",
      "transport/socket/handshake-headers.ts",
      "transport/socket/open-stream.ts",
    ],
    ["the core", "session/session.ts", "rpc/connection.ts", "approvals/broker.ts", "thread/thread.ts"],
    ["logins", "login/logins.ts"],
    ["reconnecting", "connect/recovery.ts", "rpc/reconnect.ts", "session/recovery.ts"],
  ])("nothing of %s", (_name, ...files) => {
    const { sources = [] } = sizes.get(".") ?? {};
    expect(sources).toContain("codex/codex.ts");
    expect(sources.filter((source) => files.includes(source))).toEqual([]);
  });
});
