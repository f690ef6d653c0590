import { type StatementStructures } from "ts-morph";
import { withoutNull } from "../protocol/algebra.js";
import { referencesIn } from "../protocol/visit.js";
import { SURFACE_CLASSES, type Surface } from "../surface/surface.js";
import { docs } from "./docs.js";
import { printModule, type Parts } from "./source.js";
import { baseClass, isInput } from "./surface/classes.js";
import { operationName, operationText } from "./surface/operations.js";
import {
  clientOptions,
  distinctOptions,
  optionsInterface,
  optionsName,
  schemaOptionsInterface,
} from "./surface/options.js";
import { SCHEMA, TYPE_PARAMETERS } from "./surface/type-parameters.js";
import { StructureKind } from "./ts-morph.js";
import { TypeNames } from "./type-names.js";

const SUPPORT = [
  "ApprovalMode",
  "CallOptions",
  "Operation",
  "Sandbox",
  "SchemaInput",
  "TurnHandle",
  "TurnOutcome",
  "TurnTypes",
];

function turnInput(names: TypeNames): StatementStructures {
  const part = names.of("UserInput");
  return {
    kind: StructureKind.TypeAlias,
    isExported: true,
    name: "TurnInput",
    docs: docs("What a turn is started with: a text, one part, or several parts."),
    type: `string | ${part} | readonly ${part}[]`,
  };
}

/** The high-level options, the operations behind them, and the base classes of `Codex` and `Thread`. */
export function emitSurface(surface: Surface, support: string, definitions: readonly string[]): Parts {
  const names = new TypeNames(definitions, ownNames(surface));
  const statements: (StatementStructures | string)[] = [
    turnInput(names),
    ...distinctOptions(surface).flatMap((method) => [
      optionsInterface(method, names),
      ...(method.schema === undefined ? [] : [schemaOptionsInterface(method, method.schema)]),
    ]),
    ...surface.methods.map(operationText),
    ...SURFACE_CLASSES.map((on) => baseClass(on, surface, names)),
  ];
  const shown = surface.methods.flatMap((method) => [
    ...method.fields,
    ...method.arguments.filter((argument) => !isInput(method, argument)).map(({ field }) => field),
    ...(method.answer === undefined ? [] : [method.answer]),
  ]);
  return printModule(
    "surface.ts",
    [
      {
        from: support,
        types: [...SUPPORT, ...clientImports(surface)],
      },
      { from: "./methods.js", types: ["ClientRequests"] },
      names.import("./types.js", [
        "UserInput",
        ...shown.flatMap(({ type }) => referencesIn(withoutNull(type))),
      ]),
    ],
    statements,
  );
}

function clientImports(surface: Surface): readonly string[] {
  return surface.methods.flatMap(clientOptions).flatMap(([, { imports }]) => imports);
}

/** The names that the module has without the definitions. */
function ownNames(surface: Surface): readonly string[] {
  const options = distinctOptions(surface).map(optionsName);
  return [
    ...SUPPORT,
    ...clientImports(surface),
    ...["AsyncIterable", "ClientRequests", "Method", "Omit", "Promise", "TurnInput"],
    ...options,
    ...options.map((name) => `Structured${name}`),
    ...surface.methods.map(operationName),
    ...SURFACE_CLASSES.flatMap((on) => [`${on}Methods`, ...TYPE_PARAMETERS[on].map(({ name }) => name)]),
    SCHEMA.name,
  ];
}
