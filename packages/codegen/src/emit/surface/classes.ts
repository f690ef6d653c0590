import { type ClassDeclarationStructure } from "ts-morph";
import { withoutNull } from "../../protocol/algebra.js";
import {
  type Surface,
  type SurfaceArgument,
  type SurfaceClass,
  type SurfaceMethod,
} from "../../surface/surface.js";
import { docText, docs } from "../docs.js";
import { Scope, StructureKind } from "../ts-morph.js";
import { type TypeNames } from "../type-names.js";
import { propertyName, typeText } from "../type-text.js";
import { HOOKS, hookOf, type Hook } from "./hooks.js";
import { operationName } from "./operations.js";
import { optionsType } from "./options.js";
import { SCHEMA, SPOKEN, TURN_OPTIONS, TYPE_PARAMETERS } from "./type-parameters.js";

/** The generated base class of a class that people hold. */
export function baseClass(on: SurfaceClass, surface: Surface, names: TypeNames): ClassDeclarationStructure {
  const methods = surface.methods.filter((method) => method.on === on);
  return {
    kind: StructureKind.Class,
    isExported: true,
    isAbstract: true,
    name: `${on}Methods`,
    docs: docs(
      `The generated methods of \`${SPOKEN[on]}\`. Their behaviour stands in the hooks that the client implements.`,
    ),
    typeParameters: [...TYPE_PARAMETERS[on]],
    methods: [
      ...Object.values(HOOKS).flatMap((hook: Hook) => {
        const served = methods.filter((method) => hookOf(method) === hook);
        return served.length === 0 ? [] : [hookDeclaration(hook, served)];
      }),
      ...methods.map((method) => ({
        name: method.name,
        docs: docs(docText(method.doc, `Protocol method \`${method.request}\`.`)),
        typeParameters: method.schema === undefined ? [] : [SCHEMA],
        parameters: [
          ...method.arguments.map((argument) => ({
            name: argument.name,
            type: isInput(method, argument)
              ? "TurnInput"
              : typeText(withoutNull(argument.field.type), names.of),
          })),
          { name: "options", type: optionsType(method), initializer: "{}" },
        ],
        isAsync: method.call === "command" || method.answer !== undefined,
        returnType: returnType(method, names),
        statements: [bodyOf(method)],
      })),
    ],
  };
}

function hookDeclaration(hook: Hook, served: readonly SurfaceMethod[]) {
  const requests = [...new Set(served.map(({ request }) => JSON.stringify(request)))].join(" | ");
  const fixed =
    hook.takes === "nothing"
      ? []
      : [hook.takes === "input" ? INPUT_PARAMETER : { name: "fixed", type: "object" }];
  return {
    name: hook.name,
    isAbstract: true,
    scope: Scope.Protected,
    typeParameters: [
      ...(hook.ranges === undefined ? [] : [{ name: "Method", constraint: hook.ranges(requests) }]),
      ...(hook.schema === undefined ? [] : [{ name: SCHEMA.name, constraint: SCHEMA.constraint }]),
    ],
    parameters: [
      { name: "operation", type: `Operation<${hook.ranges === undefined ? requests : "Method"}>` },
      ...fixed,
      { name: "options", type: hook.schema === undefined ? "CallOptions" : TURN_OPTIONS },
    ],
    returnType: hook.result("Method"),
  };
}

const INPUT_PARAMETER = { name: "input", type: "TurnInput" };

function returnType(method: SurfaceMethod, names: TypeNames): string {
  if (method.call === "command") return "Promise<void>";
  if (method.answer === undefined) return hookOf(method).result(JSON.stringify(method.request));
  const { type, optional } = method.answer;
  return `Promise<${typeText(withoutNull(type), names.of)}${optional ? " | null" : ""}>`;
}

function bodyOf(method: SurfaceMethod): string {
  const hook = hookOf(method);
  const given = [operationName(method), ...argumentsOf(hook, method), "options"].join(", ");
  const call = `this.${hook.name}(${given})`;
  if (method.call === "command") return `await ${call};`;
  if (method.answer === undefined) return `return ${call};`;
  return `return (await ${call}).${method.answer.name}${method.answer.optional ? " ?? null" : ""};`;
}

function argumentsOf(hook: Hook, method: SurfaceMethod): readonly string[] {
  if (hook.takes === "nothing") return [];
  if (hook.takes === "input") return method.arguments.map(({ name }) => name);
  const fields = method.arguments.map(({ name, field }) =>
    name === field.name ? name : `${propertyName(field.name)}: ${name}`,
  );
  return [`{ ${fields.join(", ")} }`];
}

/** The user's input comes in shorter forms than the protocol's, which the client spells out. */
export function isInput(method: SurfaceMethod, { field }: SurfaceArgument): boolean {
  return method.request === "turn/start" && field.name === "input";
}
