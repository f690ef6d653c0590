import type { StatementStructures } from "ts-morph";
import { withoutNull } from "../protocol/algebra.js";
import { referencesIn } from "../protocol/visit.js";
import { SURFACE_CLASSES, type Surface } from "../surface/surface.js";
import { printModule, type Parts } from "./source.js";
import { isInput, methodsClass } from "./surface/classes.js";
import { operationName, operationText } from "./surface/operations.js";
import {
  clientOptions,
  distinctOptions,
  optionsInterface,
  optionsName,
  schemaOptionsInterface,
} from "./surface/options.js";
import { runnerInterface, runnerName } from "./surface/runners.js";
import { SCHEMA, TYPE_PARAMETERS } from "./surface/type-parameters.js";
import { TypeNames } from "./type-names.js";

const SUPPORT = [
  "ApprovalMode",
  "CallOptions",
  "MatchedTurnResult",
  "Operation",
  "SandboxOptions",
  "SandboxOrProfile",
  "SchemaInput",
  "SchemaOutput",
  "StructuredTurnResult",
  "Turn",
  "TurnInput",
  "TurnResult",
  "UnfinishedTurnResult",
];

/** The high-level options, the operations behind them, and the methods of `Codex`, `Thread` and its goal with their runners. */
export function emitSurface(surface: Surface, support: string, definitions: readonly string[]): Parts {
  const names = new TypeNames(definitions, ownNames(surface));
  const statements: (StatementStructures | string)[] = [
    ...distinctOptions(surface).flatMap((method) => [
      optionsInterface(method, surface, names),
      ...(method.schema === undefined ? [] : [schemaOptionsInterface(method, method.schema)]),
    ]),
    ...surface.methods.map(operationText),
    ...SURFACE_CLASSES.filter((on) => surface.methods.some((method) => method.on === on)).flatMap((on) => [
      runnerInterface(on, surface),
      methodsClass(on, surface, names),
    ]),
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
        ...shown.flatMap(({ type }) => referencesIn(withoutNull(type))),
        ...surface.methods.flatMap(({ settings }) => settings.map(({ type }) => type)),
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
    ...["AsyncIterable", "ClientRequests", "Method", "Omit", "Promise"],
    ...options,
    ...options.map((name) => `Structured${name}`),
    ...surface.methods.map(operationName),
    ...SURFACE_CLASSES.flatMap((on) => [
      `${on}Methods`,
      runnerName(on),
      ...TYPE_PARAMETERS[on].map(({ name }) => name),
    ]),
    SCHEMA.name,
  ];
}
