import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as Schema from "effect/Schema";
import { Type } from "typebox";
import * as v from "valibot";
import { describe, expectTypeOf, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";

import type {
  JsonSchema,
  MatchedTurnResult,
  OutputMismatchError,
  SchemaInput,
  SchemaOutput,
  StandardSchema,
  StructuredTurnOptions,
  StructuredTurnResult,
  Thread,
  Turn,
  TurnOptions,
  TurnResult,
  UnattendedMode,
  UnfinishedTurnResult,
} from "../../src/index.js";

declare const thread: Thread;

interface Review {
  title: string;
  stars: number;
  tags: string[];
}

const zodSchema = z.object({ title: z.string(), stars: z.number(), tags: z.array(z.string()) });
const valibotSchema = v.object({ title: v.string(), stars: v.number(), tags: v.array(v.string()) });
const arktypeSchema = type({ title: "string", stars: "number", tags: "string[]" });

describe("the output has the type that the schema's library infers", () => {
  test("zod", async () => {
    const result = await thread.run("Hi", { outputSchema: zodSchema });
    expectTypeOf(result).toEqualTypeOf<MatchedTurnResult<Review> | UnfinishedTurnResult>();
    expectTypeOf<SchemaOutput<typeof zodSchema>>().toEqualTypeOf<Review>();
  });

  test("valibot, by its own adapter", async () => {
    const outputSchema = toStandardJsonSchema(valibotSchema);
    const result = await thread.run("Hi", { outputSchema });
    expectTypeOf(result.output).toEqualTypeOf<Review | undefined>();
  });

  test("arktype", async () => {
    const result = await thread.run("Hi", { outputSchema: arktypeSchema });
    expectTypeOf(result.output).toEqualTypeOf<Review | undefined>();
  });

  test("effect, by its own two functions", async () => {
    const effectSchema = Schema.Struct({ title: Schema.String, at: Schema.Date });
    const outputSchema = Schema.toStandardSchemaV1(
      Schema.toStandardJSONSchemaV1(Schema.toCodecJson(effectSchema)),
    );
    const { output } = await thread.run("Hi", { outputSchema });
    expectTypeOf(output).toEqualTypeOf<{ readonly title: string; readonly at: Date } | undefined>();
    // @ts-expect-error -- its own values cannot give their JSON Schema
    void thread.run("Hi", { outputSchema: effectSchema });
    // @ts-expect-error -- half of it
    void thread.run("Hi", { outputSchema: Schema.toStandardSchemaV1(effectSchema) });
  });

  test("unknown of typebox, whose values are JSON Schema", async () => {
    const outputSchema = Type.Object({ title: Type.String() });
    expectTypeOf((await thread.run("Hi", { outputSchema })).output).toBeUnknown();
  });

  test("what a transformation makes, not what the model writes", async () => {
    const outputSchema = z.object({ at: z.string().transform((text) => new Date(text)) });
    expectTypeOf((await thread.run("Hi", { outputSchema })).output).toEqualTypeOf<{ at: Date } | undefined>();
  });

  test("of a union of schemas, one of their types", async () => {
    const outputSchema = Math.random() > 0.5 ? z.object({ a: z.string() }) : z.object({ b: z.number() });
    expectTypeOf((await thread.run("Hi", { outputSchema })).output).toEqualTypeOf<
      { a: string } | { b: number } | undefined
    >();
  });

  test("unknown for JSON Schema, which nothing validates and no type argument changes", async () => {
    const schema = { type: "object", properties: {}, required: [], additionalProperties: false } as const;
    expectTypeOf((await thread.run("Hi", { outputSchema: schema })).output).toBeUnknown();
    expectTypeOf((await thread.run("Hi", { outputSchema: { type: "object" } })).output).toBeUnknown();
    expectTypeOf((await thread.run("Hi", { outputSchema: {} })).output).toBeUnknown();
    // @ts-expect-error -- a type that nothing stands for
    void thread.run<Review>("Hi", { outputSchema: schema });
  });
});

describe("the output is there", () => {
  test("once the turn is known to have completed", async () => {
    const result = await thread.run("Hi", { outputSchema: zodSchema });
    if (result.status === "completed") expectTypeOf(result.output).toEqualTypeOf<Review>();
    else expectTypeOf(result.output).toBeUndefined();
    // @ts-expect-error -- an interrupted turn has none
    void result.output.title;
  });

  test("of a streamed turn, once the answer is known to match", async () => {
    const turn = await thread.runStreamed("Hi", { outputSchema: zodSchema });
    expectTypeOf(turn).toEqualTypeOf<Turn<StructuredTurnResult<Review>>>();
    const result = await turn.result();
    expectTypeOf(result.outputError).toEqualTypeOf<OutputMismatchError | null>();
    if (result.outputError !== null) expectTypeOf(result.output).toBeUndefined();
    else if (result.status === "completed") expectTypeOf(result.output).toEqualTypeOf<Review>();
  });

  test("only where a schema was given", async () => {
    expectTypeOf(thread.run("Hi")).resolves.toEqualTypeOf<TurnResult>();
    expectTypeOf(thread.run("Hi", { outputSchema: undefined })).resolves.toEqualTypeOf<TurnResult>();
    expectTypeOf(thread.run("Hi", { model: "gpt-5.5" })).resolves.toEqualTypeOf<TurnResult>();
    expectTypeOf(thread.runStreamed("Hi")).resolves.toEqualTypeOf<Turn>();
    // @ts-expect-error -- no schema, no output
    void (await thread.run("Hi")).output;
  });

  test("perhaps, where a schema was given perhaps", async () => {
    const outputSchema = zodSchema as typeof zodSchema | undefined;
    expectTypeOf(await thread.run("Hi", { outputSchema })).toEqualTypeOf<
      TurnResult | MatchedTurnResult<Review> | UnfinishedTurnResult
    >();
    const turn = await thread.runStreamed("Hi", { outputSchema });
    expectTypeOf(turn).toEqualTypeOf<Turn<TurnResult | StructuredTurnResult<Review>>>();
  });

  test("perhaps, where options with and without a schema come as one value", async () => {
    const options = {} as
      TurnOptions<UnattendedMode> | StructuredTurnOptions<UnattendedMode, typeof zodSchema>;
    expectTypeOf(await thread.run("Hi", options)).toEqualTypeOf<
      TurnResult | MatchedTurnResult<Review> | UnfinishedTurnResult
    >();
  });

  test("for whoever passes a schema on", async () => {
    const ask = async <Schema extends SchemaInput>(outputSchema: Schema) =>
      (await thread.run("Hi", { outputSchema })).output;
    expectTypeOf(await ask(zodSchema)).toEqualTypeOf<Review | undefined>();
  });
});

describe("what is no schema does not compile", () => {
  test("values that cannot give their JSON Schema", () => {
    // @ts-expect-error -- valibot's own values cannot: toStandardJsonSchema makes them
    void thread.run("Hi", { outputSchema: valibotSchema });
    // @ts-expect-error -- the same, streamed
    void thread.runStreamed("Hi", { outputSchema: valibotSchema });
    // @ts-expect-error -- those of zod/mini cannot
    void thread.run("Hi", { outputSchema: mini.object({}) });
    const older: { _def: object; parse(data: unknown): unknown } = { _def: {}, parse: (data) => data };
    // @ts-expect-error -- those from before Standard Schema are not JSON Schema, though they are objects
    void thread.run("Hi", { outputSchema: older });
  });

  test("anything else", () => {
    // @ts-expect-error -- text
    void thread.run("Hi", { outputSchema: "object" });
    // @ts-expect-error -- a boolean schema describes no answer
    void thread.run("Hi", { outputSchema: true });
    // @ts-expect-error -- a list
    void thread.run("Hi", { outputSchema: [{ type: "object" }] });
    // @ts-expect-error -- null
    void thread.run("Hi", { outputSchema: null });
    // @ts-expect-error -- a function that is no schema
    void thread.run("Hi", { outputSchema: (value: unknown) => value });
  });
});

test("the types of the standard are open to schemas of any library", () => {
  expectTypeOf<typeof zodSchema>().toExtend<StandardSchema<Review>>();
  expectTypeOf<z.ZodType<Review>>().toExtend<StandardSchema<Review>>();
  expectTypeOf<typeof arktypeSchema>().toExtend<StandardSchema<Review>>();
  expectTypeOf<typeof valibotSchema>().not.toExtend<SchemaInput>();
  interface Written {
    type: "object";
    properties: Record<string, { type: string }>;
  }
  expectTypeOf<Written>().toExtend<JsonSchema>();
  // Written out, with a type that it is held to.
  const written: JsonSchema = { type: "object", properties: { a: { type: "string" } } };
  void thread.run("Hi", { outputSchema: written });
});
