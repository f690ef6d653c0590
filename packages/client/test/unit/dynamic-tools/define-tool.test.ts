import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";

import { defineTool, type JsonSchema, type ToolDefinition } from "../../../src/index.js";

const definition: ToolDefinition<JsonSchema> = {
  name: "weather",
  description: "The weather of a city.",
  parameters: { type: "object" },
  execute: () => "rain",
};

describe("defineTool", () => {
  it.each(["weather", "get_weather-2", "x".repeat(128), "mcpx"])("takes the name %j", (name) => {
    expect(defineTool({ ...definition, name }).name).toBe(name);
  });

  it.each<[string, object, string, string]>([
    ["an empty name", { name: "" }, "name", "must be 1 to 128 letters, digits, _ and -"],
    ["a name with a space", { name: "get weather" }, "name", "must be 1 to 128 letters, digits, _ and -"],
    ["a name with a line break", { name: "weather\n" }, "name", "must be 1 to 128 letters, digits, _ and -"],
    ["a name too long", { name: "x".repeat(129) }, "name", "must be 1 to 128 letters, digits, _ and -"],
    ["a name that is none", { name: 7 }, "name", "this one is a value of type number."],
    ["a name of the runtime's", { name: "mcp__x" }, "name", "is kept for MCP servers"],
    ["no description", { description: undefined }, "description", "must be text"],
    ["nothing to execute", { execute: "rain" }, "execute", "must be a function"],
    [
      "no parameters",
      { parameters: undefined },
      "parameters",
      "must be JSON Schema (an object), or a Standard",
    ],
    ["parameters that are no object", { parameters: z.string() }, "parameters", "must describe an object"],
    ["parameters of valibot itself", { parameters: v.object({}) }, "parameters", "toStandardJsonSchema"],
  ])("refuses %s", (_what, wrong, option, words) => {
    const define = () => defineTool({ ...definition, ...wrong });
    expect(define).toThrow(expect.objectContaining({ name: "UsageError", option }));
    expect(define).toThrow(words);
  });
});
