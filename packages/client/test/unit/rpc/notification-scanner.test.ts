import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Connection } from "../../../src/rpc/connection.js";
import { parseMessage } from "../../../src/rpc/messages.js";
import { NotificationScanner } from "../../../src/rpc/scanner.js";
import { isProtocolError } from "../../../src/transport/protocol-error.js";
import { threadIdOf } from "../../../src/session/ids.js";
import { MemoryTransport } from "../../support/memory-transport.js";

const params = { threadId: "T", turnId: "U", itemId: "i", delta: "text" };
const delta = { method: "item/agentMessage/delta", params, emittedAtMs: 1_795_344_647_450 };

describe("what is recognised", () => {
  test.each<[string, object, string | undefined]>([
    ["a delta as the runtime writes it", delta, "T"],
    ["one without a time", { method: delta.method, params }, "T"],
    [
      "a text with all that JSON escapes",
      { ...delta, params: { ...params, delta: '"\\\n\u0001\\" — 😀\u2028' } },
      "T",
    ],
    [
      "members after the text",
      { ...delta, params: { ...params, contentIndex: 0, last: true, x: null } },
      "T",
    ],
    [
      "no thread",
      { method: "process/outputDelta", params: { deltaBase64: "YQ==", capReached: false } },
      undefined,
    ],
    ["nothing but a thread", { method: "thread/closed", params: { threadId: "T" } }, "T"],
    [
      "a text that looks like the end of the message",
      { ...delta, params: { ...params, delta: '"},"id":1,"threadId":"S","method":"x"}' } },
      "T",
    ],
  ])("%s", (_, message, threadId) => {
    const text = JSON.stringify(message);
    const scanner = new NotificationScanner();
    const want = { method: (message as typeof delta).method, threadId };
    // The second time it knows how the message begins.
    expect([scanner.scan(text), scanner.scan(text)]).toEqual([want, want]);
  });

  test("is told of each of many items in turn", () => {
    const scanner = new NotificationScanner();
    for (const threadId of ["T", "S", "T", "T", "S"]) {
      for (const itemId of ["i", "j", "i"]) {
        const text = JSON.stringify({ ...delta, params: { ...params, threadId, itemId } });
        expect(scanner.scan(text)).toEqual({ method: delta.method, threadId });
      }
    }
  });
});

describe("what must be parsed", () => {
  const text = JSON.stringify(delta);
  test.each<[string, string]>([
    ["a request", JSON.stringify({ ...delta, id: 0 })],
    ["a request whose id comes first", JSON.stringify({ id: 0, ...delta })],
    ["a response", JSON.stringify({ id: 1, result: params })],
    ["no params", JSON.stringify({ method: "bare" })],
    ["empty params", JSON.stringify({ method: "bare", params: {} })],
    ["members that hold objects", JSON.stringify({ ...delta, params: { ...params, item: {} } })],
    ["a thread that is an object", JSON.stringify({ method: "m", params: { thread: { id: "T" } } })],
    ["a thread after other members", JSON.stringify({ method: "m", params: { delta: "a", threadId: "T" } })],
    ["a second thread", text.replace('"delta"', '"threadId":"S","delta"')],
    ["a name with an escape", text.replace('"delta"', '"thread\\u0049d":"S","delta"')],
    ["a method with an escape", text.replace("item/", "item\\/")],
    ["a thread with an escape", text.replace('"T"', '"\\u0054"')],
    ["a second method", text.replace(/}$/, ',"method":"other"}')],
    ["second params", text.replace(/}$/, ',"params":{}}')],
    ["spaces", JSON.stringify(delta, null, 1)],
    ["a text that does not end", text.slice(0, text.indexOf("text") + 4)],
    ["two messages", text + text],
    ["no end", text.slice(0, -1)],
    ["a text that is longer than is worth it", text.replace("text", "x".repeat(100_000))],
  ])("%s", (_, message) => {
    const scanner = new NotificationScanner();
    expect(scanner.scan(message)).toBeUndefined();
    scanner.scan(text);
    expect(scanner.scan(message)).toBeUndefined();
  });
});

/** Keys and texts that a scan could fall for. */
const text = fc.oneof(
  fc.constantFrom(
    "T",
    "S",
    "threadId",
    '"',
    "\\",
    '\\"',
    '","threadId":"S","x":"',
    '"},"id":1}',
    '"}}',
    "\n",
    "é—😀",
  ),
  fc.string({ unit: "grapheme" }),
);
const key = fc.constantFrom(
  "threadId",
  "thread",
  "turnId",
  "itemId",
  "delta",
  "id",
  "method",
  "thread Id",
  "__proto__",
);
const leaf = fc.oneof(text, fc.integer(), fc.double(), fc.boolean(), fc.constant(null));
const anything = fc.oneof(leaf, fc.dictionary(key, leaf), fc.array(leaf, { maxLength: 2 }));
/** An object with its members in any order and, what JSON.stringify cannot write, some of them twice. */
const object = (value: fc.Arbitrary<unknown>) =>
  fc
    .array(fc.tuple(key, value), { maxLength: 5 })
    .map(
      (members) =>
        `{${members.map(([name, held]) => `${JSON.stringify(name)}:${JSON.stringify(held)}`).join(",")}}`,
    );
const methods = ["item/agentMessage/delta", "turn/completed", "from/the/future"];
const message = fc
  .record({
    method: fc.constantFrom(...methods),
    params: fc.oneof(
      fc
        .record({ threadId: fc.constantFrom("T", "S"), itemId: text, delta: text })
        .map((held) => JSON.stringify(held)),
      object(leaf),
      object(anything),
    ),
    tail: fc.constantFrom(
      "",
      "",
      ',"emittedAtMs":17',
      ',"id":3',
      ',"method":"turn/completed"',
      ',"params":{"threadId":"S"}',
      ' , "x" : [1]',
    ),
    idFirst: fc.boolean(),
  })
  .map(
    ({ method, params, tail, idFirst }) =>
      `{${idFirst && tail === "" ? '"id":7,' : ""}"method":${JSON.stringify(method)},"params":${params}${tail}}`,
  );

test("an answer is what parsing would have given", () => {
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), (messages) => {
      const scanner = new NotificationScanner();
      for (const given of messages) {
        const answer = scanner.scan(given);
        if (answer === undefined) continue;
        const parsed = parseMessage(given);
        if (parsed.kind !== "notification") throw new Error(`not a notification: ${given}`);
        const { threadId, thread } = parsed.notification.params as { threadId?: unknown; thread?: unknown };
        expect({ method: parsed.notification.method, threadId }).toEqual(answer);
        expect(thread).toBeUndefined();
      }
    }),
    { numRuns: 500 },
  );
});

interface Listener {
  readonly kind: "all" | "methods" | "thread";
  readonly method: string;
  readonly threadId: string;
  readonly deaf: readonly string[];
}

const listener: fc.Arbitrary<Listener> = fc.record({
  kind: fc.constantFrom("all", "methods", "methods", "thread", "thread", "thread"),
  method: fc.constantFrom(...methods),
  threadId: fc.constantFrom("T", "S"),
  deaf: fc.subarray(methods),
});

/** What each of some listeners, the requests' handler and the calls hear, alone with an observer of everything or without. */
async function heard(listeners: readonly Listener[], messages: readonly string[], parseAll: boolean) {
  const transport = new MemoryTransport();
  const told: unknown[][] = listeners.map(() => []);
  const asked: unknown[] = [];
  const connection = await Connection.open({
    transport,
    onServerRequest: (request) => {
      asked.push(request);
      return Promise.resolve({});
    },
  });
  if (parseAll) connection.onNotification(() => undefined);
  const observers: { threadId: string; deaf: readonly string[]; hear: (notification: unknown) => void }[] =
    [];
  listeners.forEach(({ kind, method, threadId, deaf }, index) => {
    const hear = (notification: unknown): void => {
      told[index]?.push(notification);
    };
    if (kind === "all") connection.onNotification(hear);
    else if (kind === "methods") connection.onMethod(method, hear);
    else observers.push({ threadId, deaf, hear });
  });
  // As the client's own state does: of one thread, or of any where none is named.
  const concerned = (method: string, threadId: string | undefined) =>
    observers.filter((one) => (threadId ?? one.threadId) === one.threadId && !one.deaf.includes(method));
  connection.observeWith({
    wants: (method, threadId) => concerned(method, threadId).length > 0,
    observe: (notification) => {
      for (const { hear } of concerned(notification.method, threadIdOf(notification.params)))
        hear(notification);
      return true;
    },
  });
  for (const given of messages) transport.pushText(given);
  await new Promise(setImmediate);
  return { told, asked };
}

test("routed unread or parsed whole: every listener hears the same, and so does the server", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(listener, { maxLength: 4 }),
      fc.array(message, { maxLength: 8 }),
      async (listeners, messages) => {
        expect(await heard(listeners, messages, false)).toEqual(await heard(listeners, messages, true));
      },
    ),
    { numRuns: 200 },
  );
});

describe("a text that is no JSON inside", () => {
  const broken = JSON.stringify(delta).replace("text", "\\x");

  test("ends the connection where somebody wants it", async () => {
    const transport = new MemoryTransport();
    const connection = await Connection.open({ transport });
    connection.onMethod(delta.method, () => undefined);
    transport.pushText(broken);
    expect(isProtocolError(await connection.closed)).toBe(true);
  });

  test("is nobody's business where nobody wants it: what follows is read as ever", async () => {
    const transport = new MemoryTransport();
    const connection = await Connection.open({ transport });
    const answer = connection.request("m");
    transport.pushText(broken);
    transport.push({ id: 1, result: "here" });
    expect(await answer).toBe("here");
  });
});

test("a listener that comes later hears everything from then on", async () => {
  const transport = new MemoryTransport();
  const connection = await Connection.open({ transport });
  const told: unknown[] = [];
  transport.push(delta);
  const subscription = connection.onMethod(delta.method, (notification) => told.push(notification));
  transport.push(delta);
  subscription[Symbol.dispose]();
  transport.push(delta);
  connection.observeWith({
    wants: (_, threadId) => threadId === "T",
    observe: (notification) => told.push(notification) > 0,
  });
  transport.push(delta);
  expect(told).toEqual([delta, delta]);
});
