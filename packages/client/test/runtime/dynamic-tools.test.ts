import { describe, expect, it } from "vitest";
import { type } from "arktype";
import * as z from "zod";

import {
  Codex,
  defineTool,
  type Thread,
  type ThreadItem,
  type ToolContext,
  type ToolResult,
} from "../../src/index.js";
import {
  functionCall,
  message,
  outputs,
  startTestCodex,
  startTestRuntime,
  type TestCodex,
  type TestRuntime,
} from "../../src/testing/index.js";
import { Deferred } from "../../src/lib/deferred.js";
import { recording } from "../support/recording-transport.js";
import { sharing } from "../support/shared-codex.js";
import { startWrapped } from "../support/wrapped-codex.js";

const start = sharing(() => startTestCodex({ experimentalApi: true }));

/** Has the model call a tool, and gives what it then read and how the item ended. */
async function callOf(
  test: Pick<TestRuntime, "model">,
  thread: Thread,
  name: string,
  args: Readonly<Record<string, unknown>> | string,
) {
  test.model.enqueue(functionCall(name, args, { callId: "c1" }), message("Done"));
  const { status, finalResponse, items } = await thread.run("Go");
  expect({ status, finalResponse }).toEqual({ status: "completed", finalResponse: "Done" });
  const item = items.find(({ type }) => type === "dynamicToolCall");
  return { output: outputOf(test, "c1"), item };
}

/** What a call gave back to the model, the last of its id. */
function outputOf({ model }: Pick<TestRuntime, "model">, callId: string): unknown {
  const isOutput = ({ type, call_id }: { type: string; call_id?: string }) =>
    type.endsWith("_output") && call_id === callId;
  return model.requests.at(-1)?.body.input.findLast(isOutput)?.output;
}

/** How the calls of a turn ended. */
function endsOf(items: readonly ThreadItem[]): readonly string[] {
  return items.flatMap((item) => (item.type === "dynamicToolCall" ? [item.status] : []));
}

const weather = defineTool({
  name: "weather",
  description: "The weather of a city.",
  parameters: z.object({ city: z.string().describe("Its name"), unit: z.enum(["C", "F"]).optional() }),
  execute: ({ city, unit = "C" }) => `21 °${unit} in ${city}`,
});

const image =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

describe("a tool", () => {
  it("is offered to the model, called with typed arguments, and its result is read by the model", async () => {
    await using test = await start();
    const thread = await test.codex.startThread({ tools: [weather] });
    const { output, item } = await callOf(test, thread, "weather", { city: "Rome" });
    expect(output).toBe("21 °C in Rome");
    expect(item).toMatchObject({
      tool: "weather",
      arguments: { city: "Rome" },
      status: "completed",
      success: true,
    });
    expect(test.model.requests[0]?.body.tools?.find(({ name }) => name === "weather")).toMatchObject({
      type: "function",
      description: "The weather of a city.",
      parameters: {
        type: "object",
        properties: {
          city: { type: "string", description: "Its name" },
          unit: { type: "string", enum: ["C", "F"] },
        },
        required: ["city"],
      },
    });
  });

  it("is offered with numbers for numbers, which the runtime would make strings of, and lists of what they hold", async () => {
    await using test = await start();
    const pick = defineTool({
      name: "pick",
      description: "Picks.",
      parameters: type({ choice: "1 | 2", pair: ["string", "number"] }),
      execute: ({ choice }) => choice,
    });
    const thread = await test.codex.startThread({ tools: [pick] });
    expect((await callOf(test, thread, "pick", { choice: 2, pair: ["a", 1] })).output).toBe("2");
    expect(test.model.requests[0]?.body.tools?.find(({ name }) => name === "pick")).toMatchObject({
      parameters: {
        properties: {
          choice: { type: "number", enum: [1, 2] },
          pair: { type: "array", items: { anyOf: [{ type: "string" }, { type: "number" }] } },
        },
      },
    });
  });

  it("knows which call it answers", async () => {
    await using test = await start();
    const contexts: ToolContext[] = [];
    const where = defineTool({
      name: "where",
      description: "Where am I?",
      parameters: { type: "object", properties: {} },
      execute: (_args, context) => void contexts.push(context),
    });
    const thread = await test.codex.startThread({ tools: [where] });
    test.model.enqueue(functionCall("where", {}, { callId: "c7" }), message("Done"));
    const { id } = await thread.run("Go");
    expect(contexts).toMatchObject([{ threadId: thread.id, turnId: id, callId: "c7" }]);
    expect(contexts[0]?.signal.aborted).toBe(false);
  });

  it("gets unvalidated arguments where its schema is JSON Schema", async () => {
    await using test = await start();
    const echo = defineTool({
      name: "echo",
      description: "Echoes.",
      parameters: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
      execute: (args) => args ?? null,
    });
    const thread = await test.codex.startThread({ tools: [echo] });
    expect((await callOf(test, thread, "echo", { text: 1 })).output).toBe('{"text":1}');
  });

  it("tells the model text as it is, content items as they are, anything else as JSON", async () => {
    await using test = await start();
    const parts = [
      { type: "inputText", text: "Look:" },
      { type: "inputImage", imageUrl: image },
    ];
    const results: readonly [ToolResult, unknown][] = [
      ["plain", "plain"],
      [{ a: [1, null] }, '{"a":[1,null]}'],
      [parts, JSON.stringify(parts)],
      [42, "42"],
      [null, "null"],
      [undefined, ""],
      [
        { contentItems: parts },
        [
          { type: "input_text", text: "Look:" },
          { type: "input_image", image_url: image, detail: "high" },
        ],
      ],
    ];
    const give = defineTool({
      name: "give",
      description: "",
      parameters: z.object({ index: z.number() }),
      execute: async ({ index }) => Promise.resolve(results[index]?.[0]),
    });
    const thread = await test.codex.startThread({ tools: [give] });
    const calls = results.map((_, index) => functionCall("give", { index }, { callId: `c${index}` }));
    test.model.enqueue(outputs(...calls), message("Done"));
    const { items } = await thread.run("Go");
    expect(results.map((_, index) => outputOf(test, `c${index}`))).toEqual(results.map(([, read]) => read));
    expect(endsOf(items)).toEqual(results.map(() => "completed"));
  });
});

describe("a tool failure is read by the model, and the turn goes on:", () => {
  it("invalid arguments, with the issues", async () => {
    await using test = await start();
    const thread = await test.codex.startThread({ tools: [weather] });
    const calls = [{ city: 7 }, {}, "[1]"].map((args, index) =>
      functionCall("weather", args, { callId: `c${index}` }),
    );
    test.model.enqueue(outputs(...calls), message("Done"));
    const { finalResponse, items } = await thread.run("Go");
    expect(finalResponse).toBe("Done");
    expect(calls.map((_, index) => outputOf(test, `c${index}`))).toEqual([
      "The arguments are not valid: city: Invalid input: expected string, received number",
      "The arguments are not valid: city: Invalid input: expected string, received undefined",
      "The arguments are not valid: Invalid input: expected object, received array",
    ]);
    expect(endsOf(items)).toEqual(["failed", "failed", "failed"]);
  });

  it("a throw, by its message and no more, and a result without a JSON form", async () => {
    await using test = await start();
    const faults: readonly [() => ToolResult | Promise<ToolResult>, string][] = [
      [
        () => {
          throw new TypeError("no such city");
        },
        "no such city",
      ],
      [async () => Promise.reject(new RangeError("too far")), "too far"],
      [() => rejected("just so"), "just so"],
      [() => rejected(7), "it did not say why."],
      [() => ({ n: 1n }), "Do not know how to serialize a BigInt"],
    ];
    const fail = defineTool({
      name: "fail",
      description: "",
      parameters: z.object({ index: z.number() }),
      execute: ({ index }) => faults[index]?.[0](),
    });
    const thread = await test.codex.startThread({ tools: [fail] });
    const calls = faults.map((_, index) => functionCall("fail", { index }, { callId: `c${index}` }));
    test.model.enqueue(outputs(...calls), message("Done"));
    const { finalResponse, items } = await thread.run("Go");
    expect(finalResponse).toBe("Done");
    expect(faults.map((_, index) => outputOf(test, `c${index}`))).toEqual(
      faults.map(([, why]) => `The tool failed: ${why}`),
    );
    expect(endsOf(items)).toEqual(faults.map(() => "failed"));
  });

  it("one that the tool declares", async () => {
    await using test = await start();
    const tool = defineTool({
      name: "tool",
      description: "",
      parameters: { type: "object" },
      execute: () => ({ contentItems: [{ type: "inputText", text: "Not today." }], success: false }),
    });
    const thread = await test.codex.startThread({ tools: [tool] });
    const { output, item } = await callOf(test, thread, "tool", {});
    expect(output).toBe("Not today.");
    expect(item).toMatchObject({ status: "failed", success: false });
  });

  it("a tool of the thread that this client does not execute", async () => {
    await using test = await start();
    const inputSchema = { type: "object" };
    const { thread } = await test.codex.rpc.thread.start({
      dynamicTools: [{ type: "function", name: "theirs", description: "", inputSchema }],
    });
    const handle = await firstTurn(test, thread.id);
    const { output, item } = await callOf(test, handle, "theirs", {});
    expect(output).toBe("This client has no such tool.");
    expect(item).toMatchObject({ status: "failed", success: false });
  });
});

describe("calls", () => {
  it("made at the same time are executed at the same time, while other threads go on", async () => {
    await using test = await start();
    const both = new Deferred<undefined>();
    let running = 0;
    const meet = defineTool({
      name: "meet",
      description: "",
      parameters: z.object({ who: z.string() }),
      execute: async ({ who }) => {
        if (++running === 2) {
          // Nothing waits for the tools but their own turn.
          expect((await other.run("Hi")).finalResponse).toBe("Meanwhile");
          both.resolve(undefined);
        }
        await both.promise;
        return `met ${who}`;
      },
    });
    const thread = await test.codex.startThread({ tools: [meet] });
    const other = await test.codex.startThread();
    test.model.respond(({ threadId }) => (threadId === other.id ? message("Meanwhile") : undefined));
    test.model.enqueue(
      outputs(
        functionCall("meet", { who: "A" }, { callId: "a" }),
        functionCall("meet", { who: "B" }, { callId: "b" }),
      ),
      message("Done"),
    );
    expect((await thread.run("Go")).finalResponse).toBe("Done");
    const last = test.model.requests.at(-1);
    expect([last?.toolOutput("a"), last?.toolOutput("b")]).toEqual(["met A", "met B"]);
  });

  it("are executed once, though the runtime repeats them to who resumes the thread meanwhile", async () => {
    await using test = await start();
    const { tool, started, finish, calls } = heldTool();
    const thread = await test.codex.startThread({ tools: [tool] });
    test.model.enqueue(functionCall("held", {}, { callId: "c1" }), message("Done"));
    const run = thread.run("Go");
    await started;
    await test.codex.resumeThread(thread.id);
    // Sent after the answer and the repeated call, so it is answered after both were read.
    await test.codex.rpc.thread.loaded.list({});
    finish("once");
    expect((await run).finalResponse).toBe("Done");
    expect(test.model.requests.at(-1)?.toolOutput("c1")).toBe("once");
    expect(calls).toHaveLength(1);
  });

  it("of the same id in a later turn are executed again", async () => {
    await using test = await start();
    let calls = 0;
    const count = defineTool({
      name: "count",
      description: "",
      parameters: { type: "object" },
      execute: () => ++calls,
    });
    const thread = await test.codex.startThread({ tools: [count] });
    expect((await callOf(test, thread, "count", {})).output).toBe("1");
    expect((await callOf(test, thread, "count", {})).output).toBe("2");
  });
});

describe("the signal of a call aborts", () => {
  it("when its turn is interrupted, and the thread goes on", async () => {
    await using test = await start();
    const { tool, started, calls } = heldTool();
    const thread = await test.codex.startThread({ tools: [tool] });
    test.model.enqueue(functionCall("held", {}, { callId: "c1" }), message("Next"));
    const turn = await thread.runStreamed("Go");
    await started;
    expect(calls[0]?.signal.aborted).toBe(false);
    await turn.interrupt();
    expect((await turn.result()).status).toBe("interrupted");
    expect(calls[0]?.signal.aborted).toBe(true);
    expect((await thread.run("Again")).finalResponse).toBe("Next");
  });

  it("when the signal of its run aborts", async () => {
    await using test = await start();
    const { tool, started, calls } = heldTool();
    const thread = await test.codex.startThread({ tools: [tool] });
    test.model.enqueue(functionCall("held", {}, { callId: "c1" }));
    const controller = new AbortController();
    const run = thread.run("Go", { signal: controller.signal });
    await started;
    const aborted = new Promise((resolve) => calls[0]?.signal.addEventListener("abort", resolve));
    controller.abort();
    await expect(run).rejects.toBe(controller.signal.reason);
    await aborted;
  });

  it("when the connection ends", async () => {
    await using test = await startTestCodex({ experimentalApi: true });
    const { tool, started, calls } = heldTool();
    const thread = await test.codex.startThread({ tools: [tool] });
    test.model.enqueue(functionCall("held", {}, { callId: "c1" }));
    const run = thread.run("Go");
    await started;
    const aborted = new Promise((resolve) => calls[0]?.signal.addEventListener("abort", resolve));
    const end = expect(run).rejects.toMatchObject({ name: "ConnectionClosedError" });
    await test.codex.close();
    await Promise.all([aborted, end]);
  });
});

describe("a thread keeps its tools", () => {
  it("in its forks, which this client then executes too", async () => {
    await using test = await start();
    const thread = await test.codex.startThread({ tools: [weather] });
    await callOf(test, thread, "weather", { city: "Rome" });
    for (const fork of [await thread.fork(), await test.codex.forkThread(thread.id)]) {
      expect((await callOf(test, fork, "weather", { city: "Oslo" })).output).toBe("21 °C in Oslo");
    }
  });

  it("when it is resumed or forked by another process, which says how to execute them", async () => {
    await using test = await startTestRuntime();
    const threadId = await (async () => {
      await using codex = await Codex.connect({ runtime: test.runtime, experimentalApi: true });
      const thread = await codex.startThread({ tools: [weather] });
      await callOf(test, thread, "weather", { city: "Rome" });
      return thread.id;
    })();

    await using codex = await Codex.connect({ runtime: test.runtime, experimentalApi: true });
    const resumed = await codex.resumeThread(threadId, { tools: [weather] });
    expect((await callOf(test, resumed, "weather", { city: "Bonn" })).output).toBe("21 °C in Bonn");
    const fork = await codex.forkThread(threadId, { tools: [weather] });
    expect((await callOf(test, fork, "weather", { city: "Oslo" })).output).toBe("21 °C in Oslo");
  });

  it("but gets none when it is resumed", async () => {
    await using test = await start();
    const thread = await firstTurn(test, (await test.codex.startThread()).id);
    await test.codex.resumeThread(thread.id, { tools: [weather] });
    test.model.enqueue(message("Hello"));
    await thread.run("Hi");
    expect(test.model.requests.at(-1)?.tools).not.toContain("weather");
  });

  it("and takes another execution of the same name", async () => {
    await using test = await start();
    const thread = await test.codex.startThread({ tools: [weather] });
    await callOf(test, thread, "weather", { city: "Rome" });
    const rain = defineTool({
      name: "weather",
      description: "",
      parameters: { type: "object" },
      execute: () => "rain",
    });
    await test.codex.resumeThread(thread.id, { tools: [rain] });
    expect((await callOf(test, thread, "weather", { city: "Rome" })).output).toBe("rain");
  });
});

describe("tools that cannot work are refused before anything is sent:", () => {
  const again = defineTool({
    name: "weather",
    description: "",
    parameters: { type: "object" },
    execute: () => 1,
  });
  const startRecorded = sharing(() => startWrapped(recording, { experimentalApi: true }));
  it.each<[string, unknown, string]>([
    ["two of one name", [weather, again], "tools must have different names; two are called weather."],
    ["no list", weather, "tools must be a list of what defineTool made."],
    ["what defineTool did not make", [{ ...weather }.name], "tools must be a list of what defineTool made."],
  ])("%s", async (_what, tools, message) => {
    await using test = await startRecorded();
    const { codex, transport } = test;
    const sent = transport.methods.length;
    const options = { tools } as { tools: readonly never[] };
    await expect(codex.startThread(options)).rejects.toMatchObject({
      name: "UsageError",
      option: "tools",
      message: `Codex.startThread: ${message}`,
    });
    await expect(codex.resumeThread("T", options)).rejects.toMatchObject({ option: "tools" });
    await expect(codex.forkThread("T", options)).rejects.toMatchObject({ option: "tools" });
    expect(transport.methods).toHaveLength(sent);
  });

  it("any, on a client that did not opt into the experimental API", async () => {
    await using test = await startTestCodex();
    const options = { tools: [weather] } as object;
    for (const call of [
      test.codex.startThread(options),
      test.codex.resumeThread("T", options),
      test.codex.forkThread("T", options),
    ]) {
      await expect(call).rejects.toThrow("tools are experimental. Connect with experimentalApi: true.");
    }
  });
});

/** A rejection with anything. */
function rejected(reason: unknown): Promise<never> {
  const deferred = new Deferred<never>();
  deferred.reject(reason);
  return deferred.promise;
}

/** A tool that is held until it is told what to answer. */
function heldTool() {
  const started = new Deferred<undefined>();
  const result = new Deferred<string>();
  const calls: ToolContext[] = [];
  const tool = defineTool({
    name: "held",
    description: "",
    parameters: { type: "object" },
    execute: async (_args, context) => {
      calls.push(context);
      started.resolve(undefined);
      return result.promise;
    },
  });
  return { tool, started: started.promise, finish: result.resolve, calls };
}

/** Opens a handle on a thread, which must have a turn for that. */
async function firstTurn({ codex, model }: TestCodex, threadId: string): Promise<Thread> {
  model.enqueue(message("Hello"));
  const completed = new Promise((resolve) => codex.on("turn/completed", resolve));
  await codex.rpc.turn.start({ threadId, input: [{ type: "text", text: "Hi" }] });
  await completed;
  return codex.resumeThread(threadId);
}
