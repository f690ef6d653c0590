import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as Schema from "effect/Schema";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";

import {
  isOutputMismatchError,
  isUsageError,
  type OutputMismatchError,
  type SchemaInput,
} from "../../src/index.js";
import { failure, gate, message, startTestCodex, type TestCodex } from "../../src/testing/index.js";
import { sharing } from "../support/shared-codex.js";

const start = sharing(() => startTestCodex());

const review = { title: "Fine", stars: 4, tags: ["short"] };
const described = {
  type: "object",
  properties: {
    title: { type: "string" },
    stars: { type: "number" },
    tags: { type: "array", items: { type: "string" } },
  },
  additionalProperties: false,
};
const reviewSchema = z.object({ title: z.string(), stars: z.number(), tags: z.array(z.string()) });

describe("a turn with an output schema", () => {
  it.each<[string, SchemaInput]>([
    ["zod", reviewSchema],
    [
      "valibot",
      toStandardJsonSchema(v.object({ title: v.string(), stars: v.number(), tags: v.array(v.string()) })),
    ],
    ["arktype", type({ title: "string", stars: "number", tags: "string[]" })],
    [
      "effect",
      Schema.toStandardSchemaV1(
        Schema.toStandardJSONSchemaV1(
          Schema.Struct({ title: Schema.String, stars: Schema.Number, tags: Schema.Array(Schema.String) }),
        ),
      ),
    ],
  ])("of %s is held to it, and brings what it describes", async (_library, outputSchema) => {
    await using test = await start();
    test.model.enqueue(
      message(JSON.stringify(review)),
      message(JSON.stringify({ title: "Fine", tags: [1] })),
    );
    const thread = await test.codex.startThread();

    const result = await thread.run("Review it", { outputSchema });
    expect(result.output).toEqual(review);
    expect(result).toMatchObject({
      status: "completed",
      outputError: null,
      finalResponse: JSON.stringify(review),
    });
    const { required, ...format } = schemaSentBy(test);
    expect(format).toEqual(described);
    expect([...(required as string[])].sort()).toEqual(["stars", "tags", "title"]);
    expect(test.model.requests[0]?.body.text?.format).toMatchObject({ type: "json_schema", strict: true });

    const error = await mismatchOf(thread.run("Review it", { outputSchema }));
    expect(error.issues.map(({ path }) => path.join(".")).sort()).toEqual(["stars", "tags.0"]);
    expect(error.issues.every((issue) => issue.message !== "")).toBe(true);
    expect(error.text).toBe('{"title":"Fine","tags":[1]}');
  });

  it("of JSON Schema sends it as it is, and brings what the model wrote, unvalidated", async () => {
    await using test = await start();
    const outputSchema = { type: "object", properties: { a: { type: "string" } }, $comment: "mine" };
    test.model.enqueue(message('{"b":1}'));
    const { output } = await (await test.codex.startThread()).run("Hi", { outputSchema });
    expect(output).toEqual({ b: 1 });
    expect(schemaSentBy(test)).toEqual(outputSchema);
  });

  it("brings what a transformation makes, also one that takes its time", async () => {
    await using test = await start();
    const outputSchema = z.object({
      at: z.iso.date().transform(async (text) => Promise.resolve(new Date(text))),
    });
    test.model.enqueue(message('{"at":"2026-01-31"}'));
    const { output } = await (await test.codex.startThread()).run("When?", { outputSchema });
    expect(output).toEqual({ at: new Date("2026-01-31") });
  });

  it("leaves the turns after it as they were", async () => {
    await using test = await start();
    test.model.enqueue(message("{}"), message("Hello"));
    const thread = await test.codex.startThread();
    await thread.run("Hi", { outputSchema: z.object({}) });
    const second = await thread.run("Hi");
    expect(second).not.toHaveProperty("output");
    expect(second).not.toHaveProperty("outputError");
    expect(test.model.requests[1]?.body.text?.format).toBeUndefined();
  });

  it("waits like any other for the turn before it: the runtime would refuse it on a busy thread", async () => {
    await using test = await start();
    const held = gate(message('{"n":1}'));
    test.model.enqueue(held, message('{"n":2}'));
    const thread = await test.codex.startThread();
    const outputSchema = z.object({ n: z.number() });
    const both = [thread.run("one", { outputSchema }), thread.run("two", { outputSchema })];
    await held.reached;
    held.release();
    expect((await Promise.all(both)).map(({ output }) => output)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it("waits behind a turn that somebody else started: the runtime would refuse the schema in mid-turn", async () => {
    await using test = await start();
    const held = gate(message("First"));
    test.model.enqueue(held, message('{"n":2}'));
    const thread = await test.codex.startThread();
    await test.codex.rpc.turn.start({ threadId: thread.id, input: [{ type: "text", text: "Hi" }] });
    await held.reached;
    const second = thread.run("two", { outputSchema: z.object({ n: z.number() }) });
    held.release();
    expect((await second).output).toEqual({ n: 2 });
  });
});

describe("an answer that does not match", () => {
  it.each([
    ["is no JSON", "Here you are: {}", "it is not JSON."],
    ["is JSON in a fence", "```json\n{}\n```", "it is not JSON."],
    ["is JSON of another shape", "[]", "Invalid input: expected object, received array"],
  ])("because it %s, is thrown by run with the text", async (_what, text, issue) => {
    await using test = await start();
    test.model.enqueue(message(text));
    const error = await mismatchOf(
      (await test.codex.startThread()).run("Hi", { outputSchema: z.object({}) }),
    );
    expect(error.text).toBe(text);
    expect(error.issues).toEqual([{ message: issue, path: [] }]);
    expect(error.message).toBe(`The final response does not match the output schema: ${issue}`);
    expect(error.result).toMatchObject({ status: "completed", finalResponse: text });
    expect(error.result).not.toHaveProperty("output");
  });

  it("because there is none, is thrown by run", async () => {
    await using test = await start();
    test.model.enqueue(message("Only thinking", { phase: "commentary" }));
    const error = await mismatchOf(
      (await test.codex.startThread()).run("Hi", { outputSchema: z.object({}) }),
    );
    expect(error).toMatchObject({ text: null, issues: [{ message: "there is none.", path: [] }] });
  });

  it("because the schema's own validation throws, is thrown by run, with the cause", async () => {
    await using test = await start();
    const fault = new TypeError("a bug in a refinement");
    test.model.enqueue(message("{}"));
    const outputSchema = z.object({}).refine(() => {
      throw fault;
    });
    const error = await mismatchOf((await test.codex.startThread()).run("Hi", { outputSchema }));
    expect(error.cause).toBe(fault);
  });

  it("is in the result of a streamed turn, which resolves, each time with the same", async () => {
    await using test = await start();
    test.model.enqueue(message('{"n":"one"}'), message('{"n":1}'));
    const thread = await test.codex.startThread();
    const outputSchema = z.object({ n: z.number() });

    const turn = await thread.runStreamed("Hi", { outputSchema });
    const result = await turn.result();
    expect(result).toMatchObject({ status: "completed", output: undefined, finalResponse: '{"n":"one"}' });
    expect(result.outputError?.issues).toMatchObject([{ path: ["n"] }]);
    expect(await turn.result()).toBe(result);

    const next = await thread.runStreamed("Hi", { outputSchema });
    const events: string[] = [];
    for await (const { method } of next.events) events.push(method);
    expect(events.at(-1)).toBe("turn/completed");
    expect(await next.result()).toMatchObject({ output: { n: 1 }, outputError: null });
  });
});

describe("a turn that does not complete owes no output", () => {
  it("interrupted", async () => {
    await using test = await start();
    const held = gate(message('{"n":1}', { deltas: 2 }), { afterDeltas: 1 });
    test.model.enqueue(held);
    const thread = await test.codex.startThread();
    const turn = await thread.runStreamed("Hi", { outputSchema: reviewSchema });
    await held.reached;
    await turn.interrupt();
    expect(await turn.result()).toMatchObject({
      status: "interrupted",
      output: undefined,
      outputError: null,
    });
  });

  it("failed: run throws that, and no mismatch", async () => {
    await using test = await start();
    test.model.enqueue(failure({ status: 400, body: "no" }), failure({ status: 400, body: "no" }));
    const thread = await test.codex.startThread();
    await expect(thread.run("Hi", { outputSchema: reviewSchema })).rejects.toMatchObject({
      name: "TurnFailedError",
    });
    const turn = await thread.runStreamed("Hi", { outputSchema: reviewSchema });
    expect(await turn.result()).toMatchObject({ status: "failed", output: undefined, outputError: null });
  });
});

it("a schema that cannot work is refused before anything is sent, and the thread goes on", async () => {
  await using test = await start();
  test.model.enqueue(message("Hello"));
  const thread = await test.codex.startThread();
  const outputSchema = v.object({}) as unknown as SchemaInput;
  const calls = {
    run: () => thread.run("Hi", { outputSchema }),
    runStreamed: () => thread.runStreamed("Hi", { outputSchema }),
  };
  for (const [method, call] of Object.entries(calls)) {
    const error: unknown = await call().catch((reason: unknown) => reason);
    expect(isUsageError(error) && error.option).toBe("outputSchema");
    expect(String(error)).toContain(`Thread.${method}: outputSchema is a value of valibot`);
    expect(String(error)).toContain("Wrap it in toStandardJsonSchema of @valibot/to-json-schema.");
  }
  expect((await thread.run("Hi")).finalResponse).toBe("Hello");
  expect(test.model.requests).toHaveLength(1);
});

function schemaSentBy(test: TestCodex): Readonly<Record<string, unknown>> {
  return (test.model.requests.at(-1)?.body.text?.format?.["schema"] ?? {}) as Readonly<
    Record<string, unknown>
  >;
}

async function mismatchOf(call: Promise<unknown>): Promise<OutputMismatchError> {
  const error: unknown = await call.catch((reason: unknown) => reason);
  if (!isOutputMismatchError(error)) throw new Error("not refused as a mismatch", { cause: error });
  return error;
}
