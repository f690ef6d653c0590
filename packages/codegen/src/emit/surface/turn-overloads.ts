import type { MethodDeclarationOverloadStructure, OptionalKind } from "ts-morph";
import type { SurfaceMethod } from "../../surface/surface.js";
import { optionsTaken, schemaOptionsTaken } from "./options.js";
import { SCHEMA } from "./type-parameters.js";

/** One way to call a method that takes a schema, and what its docs say of it. */
export interface TurnOverload {
  readonly structure: OptionalKind<MethodDeclarationOverloadStructure>;
  readonly doc: string | undefined;
  /** What it throws that the others do not. */
  readonly throws: readonly string[];
}

const OUTPUT = `SchemaOutput<${SCHEMA.name}>`;

/** What a turn with a schema comes to: `run` throws where the answer does not match. */
const STRUCTURED = {
  "run-turn": `MatchedTurnResult<${OUTPUT}> | UnfinishedTurnResult`,
  "start-turn": `StructuredTurnResult<${OUTPUT}>`,
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
  // The handle of a turn throws it where its result is asked for.
  const mismatch = call === "run-turn" ? ["OutputMismatchError if the answer does not match"] : [];
  const structured = STRUCTURED[call];
  const handedBack = (result: string | undefined): string => {
    if (call === "run-turn") return `Promise<${result ?? "TurnResult"}>`;
    return `Promise<Turn${result === undefined ? "" : `<${result}>`}>`;
  };
  return [
    {
      doc: undefined,
      throws: [],
      structure: {
        parameters: [...parameters, { name: "options", type: plain, hasQuestionToken: true }],
        returnType: handedBack(undefined),
      },
    },
    {
      doc: `The answer must match \`${schema}\`: the result has an \`output\` of its type.`,
      throws: mismatch,
      structure: {
        typeParameters: [SCHEMA],
        parameters: [...parameters, { name: "options", type: schemaOptionsTaken(method, SCHEMA.name) }],
        returnType: handedBack(structured),
      },
    },
    {
      doc: `If there is an \`${schema}\`, the answer must match it: the result then has an \`output\` of its type.`,
      throws: mismatch,
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
