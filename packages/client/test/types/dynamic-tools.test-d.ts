import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expectTypeOf, test } from "vitest";
import * as z from "zod";

import {
  defineTool,
  type Codex,
  type ExperimentalRpc,
  type Tool,
  type UnattendedMode,
} from "../../src/index.js";

declare const stable: Codex;
declare const experimental: Codex<UnattendedMode, ExperimentalRpc>;
declare const tool: Tool;

describe("arguments have the type that the schema's library infers", () => {
  const base = { name: "weather", description: "The weather of a city." };

  test("zod, also after a transformation", () => {
    const made = defineTool({
      ...base,
      parameters: z.object({ city: z.string(), at: z.string().transform((text) => new Date(text)) }),
      execute: (args, { signal, threadId, turnId, callId }) => {
        expectTypeOf(args).toEqualTypeOf<{ city: string; at: Date }>();
        expectTypeOf(signal).toEqualTypeOf<AbortSignal>();
        expectTypeOf({ threadId, turnId, callId }).toEqualTypeOf<
          Record<"threadId" | "turnId" | "callId", string>
        >();
        return args.city;
      },
    });
    expectTypeOf(made).toEqualTypeOf<Tool>();
  });

  test("valibot, by its own adapter", () => {
    defineTool({
      ...base,
      parameters: toStandardJsonSchema(v.object({ city: v.string() })),
      execute: async (args) => {
        expectTypeOf(args).toEqualTypeOf<{ city: string }>();
        return Promise.resolve({ degrees: 21 });
      },
    });
  });

  test("arktype", () => {
    defineTool({
      ...base,
      parameters: type({ city: "string" }),
      execute: (args) => {
        expectTypeOf(args).toEqualTypeOf<{ city: string }>();
      },
    });
  });

  test("unknown for JSON Schema, which nothing validates", () => {
    defineTool({
      ...base,
      parameters: { type: "object", properties: { city: { type: "string" } } },
      execute: (args) => {
        expectTypeOf(args).toBeUnknown();
        return null;
      },
    });
  });

  test("and no other", () => {
    const parameters = z.object({ city: z.string() });
    // @ts-expect-error -- the schema has no such argument
    defineTool({ ...base, parameters, execute: (args: { town: string }) => args.town });
    // @ts-expect-error -- valibot's own values cannot give their JSON Schema
    defineTool({ ...base, parameters: v.object({}), execute: () => "" });
    // @ts-expect-error -- no JSON has a bigint
    defineTool({ ...base, parameters: {}, execute: () => 1n });
  });
});

describe("tools", () => {
  test("compile on a client that opted into the experimental API", () => {
    void experimental.startThread({ tools: [tool] });
    void experimental.resumeThread("T", { tools: [tool] });
    void experimental.forkThread("T", { tools: [tool] });
  });

  test("do not compile on any other", () => {
    // @ts-expect-error -- not opted in
    void stable.startThread({ tools: [tool] });
    // @ts-expect-error -- not opted in
    void stable.resumeThread("T", { tools: [tool] });
    // @ts-expect-error -- not opted in
    void stable.forkThread("T", { tools: [tool] });
    void stable.startThread({ tools: undefined });
  });

  test("are made by defineTool alone", () => {
    const made = { name: "weather", description: "", parameters: {}, execute: () => "" };
    // @ts-expect-error -- no tool
    void experimental.startThread({ tools: [made] });
    // @ts-expect-error -- the protocol's form of one
    void experimental.startThread({ dynamicTools: [] });
    // @ts-expect-error -- one is no list
    void experimental.startThread({ tools: tool });
  });
});
