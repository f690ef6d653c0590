import { describe, expect, inject, it } from "vitest";

import { message, startTestCodex } from "../../../src/testing/index.js";
import type { Transport, TransportSink } from "../../../src/transport/transport.js";
import { describeMiss, missesOf, WireCheck } from "../../support/wire-check.js";
import type { WireSchema } from "../../support/wire-schema.js";
import { WireValidator } from "../../support/wire-validator.js";
import { wireSchema } from "../../support/wire-worker.js";

/** The schema as it is, read into a validator once: that takes a while. */
let held: WireValidator | undefined;
const validator = (): WireValidator => (held ??= new WireValidator(wireSchema()));

/** The schema as it would be without the correction of a definition. */
function withoutCorrection(name: string): WireSchema {
  const { definitions, uncorrected, ...rest } = wireSchema();
  expect(Object.keys(uncorrected)).toContain(name);
  return { ...rest, uncorrected, definitions: { ...definitions, [name]: uncorrected[name] ?? false } };
}

describe("a schema that is wrong does not fit what the runtime sends", () => {
  it("without the correction of ThreadTimelineEntry", async () => {
    await using test = await startTestCodex({ experimentalApi: true });
    test.model.enqueue(message("Hello"));
    const thread = await test.codex.startThread();
    await thread.run("Hi");
    const timeline = await test.codex.rpc.thread.timeline.list({ threadId: thread.id });
    expect(validator().result("thread/timeline/list", timeline)).toEqual([]);
    const [misfit] = new WireValidator(withoutCorrection("ThreadTimelineEntry")).result(
      "thread/timeline/list",
      timeline,
    );
    expect(misfit).toMatchObject({
      expected: expect.stringMatching(/required property '(turn_id|started_at)'/),
    });
    expect(misfit?.pointer).toMatch(/^\/data\/\d+$/);
  });

  it("without the correction of AppsConfig", async () => {
    await using test = await startTestCodex({ config: { apps: { mail: { enabled: true } } } });
    const result = await test.codex.rpc.config.read({});
    expect(validator().result("config/read", result)).toEqual([]);
    expect(new WireValidator(withoutCorrection("AppsConfig")).result("config/read", result)).toContainEqual({
      pointer: "/config/apps/mail",
      expected: "no such field",
      found: expect.stringContaining('"enabled":true'),
    });
  });
});

type Line = readonly [from: "client" | "server", line: object | string];

/** What a check says of messages between a client and a server. */
async function saidOf(...lines: readonly Line[]) {
  let sink: TransportSink | undefined;
  const memory: Transport = {
    open: (given) => {
      sink = given;
      return Promise.resolve({ send: () => undefined, close: () => Promise.resolve() });
    },
  };
  const check = new WireCheck(() => inject("wireMethods"));
  const channel = await check.tap(memory).open({ message: () => undefined, closed: () => undefined });
  for (const [from, line] of lines) {
    const text = typeof line === "string" ? line : JSON.stringify(line);
    if (from === "client") channel.send(text);
    else sink?.message(text);
  }
  const misses = check.take().flatMap((passed) => missesOf(validator(), passed));
  return { misses: misses.map(describeMiss), unlisted: [...check.unlisted] };
}

const delta = { threadId: "T", turnId: "U", itemId: "I", delta: "x" };

describe("the check tells of", () => {
  it.each<[string, { lines: readonly Line[]; misses: readonly (string | RegExp)[] }]>([
    [
      "a notification that fits: nothing",
      {
        lines: [["server", { method: "item/agentMessage/delta", params: delta, emittedAtMs: 1 }]],
        misses: [],
      },
    ],
    [
      "a value of another type",
      {
        lines: [["server", { method: "item/agentMessage/delta", params: { ...delta, delta: 7 } }]],
        misses: [
          'notification of item/agentMessage/delta at /params/delta: must be string {"type":"string"}, found 7',
        ],
      },
    ],
    [
      "a field that is missing",
      {
        lines: [["server", { method: "item/agentMessage/delta", params: { threadId: "T" } }]],
        misses: [/at \/params: must have required property/],
      },
    ],
    [
      "a field that the schema does not have",
      {
        lines: [["server", { method: "item/agentMessage/delta", params: { ...delta, brandNew: [1] } }]],
        misses: ["notification of item/agentMessage/delta at /params/brandNew: no such field, found [1]"],
      },
    ],
    [
      "a result, by the method of its request",
      {
        lines: [
          ["client", { id: 3, method: "fs/readFile", params: { path: "/x" } }],
          ["server", { id: 3, result: { dataBase64: null } }],
        ],
        misses: [/^result of fs\/readFile at \/dataBase64: must be string/],
      },
    ],
    [
      "an error that is none",
      {
        lines: [
          ["client", { id: 3, method: "fs/readFile", params: { path: "/x" } }],
          ["server", { id: 3, error: { code: "bad" } }],
        ],
        misses: [/^error of fs\/readFile at \/?/],
      },
    ],
    [
      "a request that the server took, though the types do not let it be said",
      {
        lines: [
          ["client", { id: 3, method: "fs/readFile", params: { path: 7, more: 1 } }],
          ["server", { id: 3, result: { dataBase64: "" } }],
        ],
        misses: [/^request of fs\/readFile at \/params\/path/],
      },
    ],
    [
      "a server request",
      {
        lines: [["server", { id: 0, method: "item/fileChange/requestApproval", params: {} }]],
        misses: [/^server request of item\/fileChange\/requestApproval at \/params/],
      },
    ],
    [
      "answers to nothing and lines that are no messages: nothing",
      {
        lines: [
          ["server", { id: 9, result: {} }],
          ["server", "not JSON"],
          ["server", "7"],
        ],
        misses: [],
      },
    ],
  ])("%s", async (_name, { lines, misses }) => {
    const said = await saidOf(...lines);
    expect(said.misses).toHaveLength(misses.length);
    for (const [index, miss] of misses.entries()) expect(said.misses[index]).toMatch(miss);
  });

  it("methods that the schema does not list, apart: a server may be newer", async () => {
    expect(await saidOf(["server", { method: "brand/new", params: 7 }])).toEqual({
      misses: [],
      unlisted: ["brand/new"],
    });
  });
});
