import type { ClassDeclarationStructure, MethodDeclarationStructure, OptionalKind } from "ts-morph";
import { withoutNull } from "../../protocol/algebra.js";
import type { Surface, SurfaceArgument, SurfaceClass, SurfaceMethod } from "../../surface/surface.js";
import { docs } from "../docs.js";
import { StructureKind } from "../ts-morph.js";
import type { TypeNames } from "../type-names.js";
import { propertyName, typeText } from "../type-text.js";
import { operationName } from "./operations.js";
import { methodDoc } from "./method-docs.js";
import { optionsTaken } from "./options.js";
import { runnerMethodOf, runnerName, type RunnerMethod } from "./runners.js";
import { turnOverloads } from "./turn-overloads.js";
import { HANDLE, SPOKEN, TYPE_PARAMETERS } from "./type-parameters.js";

/** The generated methods of a class that people hold: one line each, a call of the runner. */
export function methodsClass(
  on: SurfaceClass,
  surface: Surface,
  names: TypeNames,
): ClassDeclarationStructure {
  const runner = `${runnerName(on)}<${HANDLE[on].name}>`;
  return {
    kind: StructureKind.Class,
    isExported: true,
    name: `${on}Methods`,
    docs: docs(
      `The methods of \`${SPOKEN[on]}\`. Their behaviour stands in the runner that they are made with.`,
    ),
    typeParameters: [...TYPE_PARAMETERS[on]],
    properties: [{ name: "#runner", type: runner, isReadonly: true }],
    ctors: [
      {
        parameters: [{ name: "runner", type: runner }],
        statements: ["this.#runner = runner;"],
      },
    ],
    methods: surface.methods
      .filter((method) => method.on === on)
      .map((method) => methodDeclaration(method, names)),
  };
}

function methodDeclaration(
  method: SurfaceMethod,
  names: TypeNames,
): OptionalKind<MethodDeclarationStructure> {
  const parameters = method.arguments.map((argument) => ({
    name: argument.name,
    type: isInput(method, argument) ? "TurnInput" : typeText(withoutNull(argument.field.type), names.of),
  }));
  const overloads = turnOverloads(method, parameters).map(({ structure, doc }) => ({
    ...structure,
    docs: docs(methodDoc(method, doc)),
  }));
  return {
    name: method.name,
    docs: overloads.length === 0 ? docs(methodDoc(method)) : [],
    overloads,
    parameters: [
      ...parameters,
      {
        name: "options",
        type: overloads.length === 0 ? optionsTaken(method) : "CallOptions",
        initializer: "{}",
      },
    ],
    isAsync: method.call === "command" || method.answer !== undefined,
    returnType: returnType(method, names),
    statements: [bodyOf(method)],
  };
}

function returnType(method: SurfaceMethod, names: TypeNames): string {
  if (method.call === "command") return "Promise<void>";
  if (method.answer === undefined) return runnerMethodOf(method).result(JSON.stringify(method.request));
  const { type, optional } = method.answer;
  return `Promise<${typeText(withoutNull(type), names.of)}${optional ? " | null" : ""}>`;
}

function bodyOf(method: SurfaceMethod): string {
  const called = runnerMethodOf(method);
  const given = [operationName(method), ...argumentsOf(called, method), "options"].join(", ");
  const call = `this.#runner.${called.name}(${given})`;
  if (method.call === "command") return `await ${call};`;
  if (method.answer === undefined) return `return ${call};`;
  return `return (await ${call}).${method.answer.name}${method.answer.optional ? " ?? null" : ""};`;
}

function argumentsOf({ takes }: RunnerMethod, method: SurfaceMethod): readonly string[] {
  if (takes === "nothing") return [];
  if (takes === "input") return method.arguments.map(({ name }) => name);
  const fields = method.arguments.map(({ name, field }) =>
    name === field.name ? name : `${propertyName(field.name)}: ${name}`,
  );
  return [`{ ${fields.join(", ")} }`];
}

/** The user's input comes in shorter forms than the protocol's, which the client spells out. */
export function isInput(method: SurfaceMethod, { field }: SurfaceArgument): boolean {
  return method.request === "turn/start" && field.name === "input";
}
