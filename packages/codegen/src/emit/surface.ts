import {
  type ClassDeclarationStructure,
  type InterfaceDeclarationStructure,
  type StatementStructures,
} from "ts-morph";
import { withoutNull } from "../protocol/algebra.js";
import { referencesIn } from "../protocol/api-level.js";
import {
  type ClientOption,
  type Surface,
  type SurfaceClass,
  type SurfaceMethod,
  type SurfaceOption,
} from "../surface/surface.js";
import { docText, docs, propertyDoc } from "./docs.js";
import { printModule, type Parts } from "./source.js";
import { Scope, StructureKind } from "./ts-morph.js";
import { propertyName, typeText } from "./type-text.js";

/** What the generated base classes ask of the handwritten ones: a hook per way of calling. */
const HOOKS = {
  "open-thread": "openThread",
  "fork-thread": "openFork",
  "start-turn": "startTurn",
  "run-turn": "runTurn",
  request: "request",
} as const;

/** The hook behind a method: a command is a request whose answer says nothing. */
function hookOf({ call }: SurfaceMethod): keyof typeof HOOKS {
  return call === "command" ? "request" : call;
}

const TURN_INPUT: StatementStructures = {
  kind: StructureKind.TypeAlias,
  isExported: true,
  name: "TurnInput",
  docs: docs("What a turn is started with: a text, one part, or several parts."),
  type: "string | UserInput | readonly UserInput[]",
};

/** The high-level options, the operations behind them, and the base classes of `Codex` and `Thread`. */
export function emitSurface(surface: Surface, support: string): Parts {
  const statements: (StatementStructures | string)[] = [
    TURN_INPUT,
    ...distinctOptions(surface).map(optionsInterface),
    ...surface.methods.map(operationText),
    baseClass("Codex", surface),
    baseClass("Thread", surface),
  ];
  const shown = surface.methods.flatMap((method) => [
    ...method.fields,
    ...method.arguments.filter((argument) => !isInput(method, argument)),
  ]);
  return printModule(
    "surface.ts",
    [
      {
        from: support,
        types: [
          "ApprovalMode",
          "CallOptions",
          "Operation",
          "Sandbox",
          ...surface.methods.flatMap(clientOptions).flatMap(([, { imports }]) => imports),
        ],
      },
      { from: "./methods.js", types: ["ClientRequests"] },
      {
        from: "./types.js",
        types: ["UserInput", ...shown.flatMap(({ field }) => referencesIn(withoutNull(field.type)))],
      },
    ],
    statements,
  );
}

function distinctOptions(surface: Surface): readonly SurfaceMethod[] {
  const named = new Map(surface.methods.map((method) => [optionsName(method), method]));
  return [...named.values()];
}

/** `run` and `runStreamed` take the same options, so they share a type. */
function optionsName({ on, name, call }: SurfaceMethod): string {
  if (call === "run-turn" || call === "start-turn") return "TurnOptions";
  return `${on === "Thread" ? "Thread" : ""}${name.charAt(0).toUpperCase()}${name.slice(1)}Options`;
}

function optionsType(method: SurfaceMethod): string {
  return method.approval.kind === "mode" ? `${optionsName(method)}<Mode>` : optionsName(method);
}

function optionsInterface(method: SurfaceMethod): InterfaceDeclarationStructure {
  const moded = method.approval.kind === "mode";
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: optionsName(method),
    docs: docs(
      `Options of {@link ${method.on}Methods.${method.name}}: what \`${method.request}\` takes, and how to call it.`,
    ),
    typeParameters: moded ? [{ name: "Mode", constraint: "ApprovalMode", default: "ApprovalMode" }] : [],
    extends: ["CallOptions"],
    properties: [
      ...(moded
        ? [
            {
              name: "approvalMode",
              type: "Mode | undefined",
              hasQuestionToken: true,
              docs: docs(modeDoc(method)),
            },
          ]
        : []),
      ...(method.sandbox === undefined
        ? []
        : [
            {
              name: "sandbox",
              type: "Sandbox | undefined",
              hasQuestionToken: true,
              docs: docs("What commands may touch without an escalation."),
            },
          ]),
      ...clientOptions(method).map(([name, { type, doc }]) => ({
        name: propertyName(name),
        type: `${type} | undefined`,
        hasQuestionToken: true,
        docs: docs(doc),
      })),
      ...method.fields.map(({ name, field }) => {
        const words = propertyDoc(field);
        return {
          name: propertyName(name),
          type: `${typeText(withoutNull(field.type))} | undefined`,
          hasQuestionToken: true,
          docs: docs(words),
        };
      }),
    ],
  };
}

function clientOptions({ clientOptions = {} }: SurfaceMethod): readonly (readonly [string, ClientOption])[] {
  return Object.entries(clientOptions);
}

function modeDoc({ approval }: SurfaceMethod): string {
  const omitted =
    approval.kind === "mode" && approval.whenOmitted !== "nothing"
      ? `\`${approval.whenOmitted}\` unless given.`
      : "The thread keeps what it has unless given.";
  return `Who decides about escalations. ${omitted}`;
}

function operationText(method: SurfaceMethod): string {
  const { approval, sandbox } = method;
  const lines = [
    `name: ${JSON.stringify(`${method.on}.${method.name}`)},`,
    `method: ${JSON.stringify(method.request)},`,
    ...(approval.kind === "mode"
      ? [`approval: { whenOmitted: ${JSON.stringify(approval.whenOmitted)} },`]
      : []),
    ...(sandbox === undefined ? [] : [`sandbox: ${JSON.stringify(sandbox)},`]),
    ...(method.clientOptions === undefined
      ? []
      : [`clientOptions: ${JSON.stringify(Object.keys(method.clientOptions))},`]),
    `options: {${method.fields.map(({ name, field }) => `${propertyName(name)}: ${JSON.stringify(field.name)}`).join(", ")}},`,
  ];
  return `const ${operationName(method)}: Operation<${JSON.stringify(method.request)}> = {\n${lines.join("\n")}\n};`;
}

function operationName({ on, name }: SurfaceMethod): string {
  return `${on.toLowerCase()}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function baseClass(on: SurfaceClass, surface: Surface): ClassDeclarationStructure {
  const methods = surface.methods.filter((method) => method.on === on);
  const used = new Set(methods.map(hookOf));
  return {
    kind: StructureKind.Class,
    isExported: true,
    isAbstract: true,
    name: `${on}Methods`,
    docs: docs(
      `The generated methods of \`${on}\`. Their behaviour stands in the hooks that the client implements.`,
    ),
    typeParameters: [
      { name: "Mode", constraint: "ApprovalMode" },
      { name: "ThreadHandle" },
      ...(on === "Thread" ? [{ name: "TurnHandle" }, { name: "TurnOutcome" }] : []),
    ],
    methods: [
      ...(Object.keys(HOOKS) as (keyof typeof HOOKS)[]).filter((call) => used.has(call)).map(hook),
      ...methods.map((method) => ({
        name: method.name,
        docs: docs(docText(method.doc, `Protocol method \`${method.request}\`.`)),
        parameters: [
          ...method.arguments.map((argument) => ({
            name: argument.name,
            type: isInput(method, argument) ? "TurnInput" : typeText(withoutNull(argument.field.type)),
          })),
          { name: "options", type: optionsType(method), initializer: "{}" },
        ],
        isAsync: method.call === "command",
        returnType: returnType(method),
        statements: [
          `${method.call === "command" ? "await" : "return"} this.${HOOKS[hookOf(method)]}(${[operationName(method), ...fixedArguments(method), "options"].join(", ")});`,
        ],
      })),
    ],
  };
}

function hook(call: keyof typeof HOOKS) {
  const generic = call === "request";
  const fixed =
    call === "start-turn" || call === "run-turn"
      ? [{ name: "input", type: "TurnInput" }]
      : call === "fork-thread"
        ? []
        : [{ name: "fixed", type: "object" }];
  const method = {
    "open-thread": 'thread/start" | "thread/resume" | "thread/fork',
    "fork-thread": "thread/fork",
    "start-turn": "turn/start",
    "run-turn": "turn/start",
    request: "",
  }[call];
  return {
    name: HOOKS[call],
    isAbstract: true,
    scope: Scope.Protected,
    typeParameters: generic ? [{ name: "Method", constraint: "keyof ClientRequests" }] : [],
    parameters: [
      { name: "operation", type: generic ? "Operation<Method>" : `Operation<"${method}">` },
      ...fixed,
      { name: "options", type: "CallOptions" },
    ],
    returnType: {
      "open-thread": "Promise<ThreadHandle>",
      "fork-thread": "Promise<ThreadHandle>",
      "start-turn": "Promise<TurnHandle>",
      "run-turn": "Promise<TurnOutcome>",
      request: 'Promise<ClientRequests[Method]["result"]>',
    }[call],
  };
}

function returnType(method: SurfaceMethod): string {
  switch (method.call) {
    case "open-thread":
    case "fork-thread":
      return "Promise<ThreadHandle>";
    case "start-turn":
      return "Promise<TurnHandle>";
    case "run-turn":
      return "Promise<TurnOutcome>";
    case "request":
      return `Promise<ClientRequests[${JSON.stringify(method.request)}]["result"]>`;
    case "command":
      return "Promise<void>";
  }
}

function fixedArguments(method: SurfaceMethod): readonly string[] {
  if (method.call === "fork-thread") return [];
  if (method.call === "start-turn" || method.call === "run-turn")
    return method.arguments.map(({ name }) => name);
  const fields = method.arguments.map(({ name, field }) =>
    name === field.name ? name : `${propertyName(field.name)}: ${name}`,
  );
  return [`{ ${fields.join(", ")} }`];
}

/** The user's input comes in shorter forms than the protocol's, which the client spells out. */
function isInput(method: SurfaceMethod, { field }: SurfaceOption): boolean {
  return method.request === "turn/start" && field.name === "input";
}
