import type { MethodDeclarationOverloadStructure, OptionalKind } from "ts-morph";
import type { SurfaceMethod } from "../../surface/surface.js";
import type { WayToCall } from "./method-docs.js";
import { optionsTaken, schemaOptionsTaken } from "./options.js";
import { SCHEMA } from "./type-parameters.js";

/** One way to call a method that takes a schema, and what its docs say besides. */
export interface TurnOverload {
  readonly structure: OptionalKind<MethodDeclarationOverloadStructure>;
  readonly doc: WayToCall;
}

const OUTPUT = `SchemaOutput<${SCHEMA.name}>`;

/** What a turn with a schema comes to, what it throws besides and how it looks. `run` throws where the answer does not match. */
const STRUCTURED = {
  "run-turn": {
    result: `MatchedTurnResult<${OUTPUT}> | UnfinishedTurnResult`,
    throws: ["OutputMismatchError if the answer does not match"],
    example: [
      'const { output } = await thread.run("Name the bug", { outputSchema: z.object({ title: z.string() }) });',
    ],
  },
  "start-turn": {
    result: `StructuredTurnResult<${OUTPUT}>`,
    throws: [],
    example: [
      'const turn = await thread.runStreamed("Name the bug", { outputSchema: z.object({ title: z.string() }) });',
      "const { output, outputError } = await turn.result();",
    ],
  },
};

/**
 * The ways to call a method whose option takes a schema: without one, with one, and, last, with one that is perhaps there.
 * Editors show the docs of the options where each way has its own type, which a union of options would hide.
 */
export function turnOverloads(
  method: SurfaceMethod,
  parameters: readonly { readonly name: string; readonly type: string }[],
): readonly TurnOverload[] {
  const { call, schema } = method;
  if (schema === undefined || (call !== "run-turn" && call !== "start-turn")) return [];
  const plain = optionsTaken(method);
  const { result: structured, throws, example } = STRUCTURED[call];
  const handedBack = (result: string | undefined): string => {
    if (call === "run-turn") return `Promise<${result ?? "TurnResult"}>`;
    return `Promise<Turn${result === undefined ? "" : `<${result}>`}>`;
  };
  return [
    {
      doc: {},
      structure: {
        parameters: [...parameters, { name: "options", type: plain, hasQuestionToken: true }],
        returnType: handedBack(undefined),
      },
    },
    {
      doc: {
        more: `The answer must match \`${schema}\`: the result has an \`output\` of its type.`,
        throws,
        example,
      },
      structure: {
        typeParameters: [SCHEMA],
        parameters: [...parameters, { name: "options", type: schemaOptionsTaken(method, SCHEMA.name) }],
        returnType: handedBack(structured),
      },
    },
    {
      doc: {
        more: `If there is an \`${schema}\`, the answer must match it: the result then has an \`output\` of its type.`,
        throws,
        example,
      },
      structure: {
        typeParameters: [SCHEMA],
        parameters: [
          ...parameters,
          {
            name: "options",
            type: `${plain} | ${schemaOptionsTaken(method, `${SCHEMA.name} | undefined`)}`,
          },
        ],
        returnType: handedBack(`TurnResult | ${structured}`),
      },
    },
  ];
}
