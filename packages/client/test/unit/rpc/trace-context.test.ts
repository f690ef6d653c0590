import { expect, test } from "vitest";
import { Connection } from "../../../src/rpc/connection.js";
import type { TraceContext } from "../../../src/rpc/trace-context.js";
import { isUsageError } from "../../../src/errors/usage-error.js";
import { MemoryTransport } from "../../support/memory-transport.js";

async function connect(traceContext: () => TraceContext | undefined) {
  const transport = new MemoryTransport().serve(({ id }) => transport.push({ id, result: {} }));
  return { transport, connection: await Connection.open({ transport, traceContext }) };
}

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

test.each<[string, TraceContext | undefined, object | undefined]>([
  ["both", { traceparent, tracestate: "v=1" }, { traceparent, tracestate: "v=1" }],
  ["the parent alone", { traceparent }, { traceparent }],
  ["what else a propagator wrote", { traceparent, baggage: "b=1" } as TraceContext, { traceparent }],
  ["a state without a parent", { tracestate: "v=1" }, undefined],
  ["an empty carrier", {}, undefined],
  ["nothing", undefined, undefined],
])("a call sends %s as its trace", async (_, given, want) => {
  const { transport, connection } = await connect(() => given);
  await connection.request("m", {});
  expect(transport.sent).toEqual([
    { id: 1, method: "m", params: {}, ...(want === undefined ? {} : { trace: want }) },
  ]);
});

test("a call whose trace is no text is not sent: the runtime would never answer it", async () => {
  const { transport, connection } = await connect(() => ({ traceparent: 1 }) as never);
  await expect(connection.request("m")).rejects.toSatisfy(isUsageError);
  expect(transport.sent).toEqual([]);
});

test("a call whose context throws rejects with what was thrown, and holds nobody up", async () => {
  const bug = new Error("no tracer");
  let calls = 0;
  const { connection } = await connect(() => {
    calls += 1;
    if (calls === 1) throw bug;
    return undefined;
  });
  await expect(connection.request("m")).rejects.toBe(bug);
  expect(await connection.request("m")).toEqual({});
});
