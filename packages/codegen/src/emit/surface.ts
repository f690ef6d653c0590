import {
  type ClassDeclarationStructure,
  type InterfaceDeclarationStructure,
  type OptionalKind,
  type StatementStructures,
  type TypeParameterDeclarationStructure,
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

/** Turns are typed by the schema that their answer must match: none, unless one is given. */
const SCHEMA = { name: "Schema", constraint: "SchemaInput | undefined", default: "undefined" } as const;

const TURN_OPTIONS = "TurnOptions<Mode> | StructuredTurnOptions<Mode, Schema>";

/** The hook behind a method: a command is a request whose answer says nothing. */
function hookOf({ call }: SurfaceMethod): keyof typeof HOOKS {
  return call === "command" ? "request" : call;
}

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
    ...distinctOptions(surface).flatMap((method) => [
      optionsInterface(method),
      ...(method.schema === undefined ? [] : [schemaOptionsInterface(method, method.schema)]),
    ]),
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
        types: [...SUPPORT, ...surface.methods.flatMap(clientOptions).flatMap(([, { imports }]) => imports)],
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

/** The type parameters of a method's options, which the method or its class fills. */
function optionsParameters({
  approval,
  tools,
}: SurfaceMethod): readonly OptionalKind<TypeParameterDeclarationStructure>[] {
  return [
    ...(approval.kind === "mode"
      ? [{ name: "Mode", constraint: "ApprovalMode", default: "ApprovalMode" }]
      : []),
    ...(tools === undefined ? [] : [{ name: "Tools", default: "never" }]),
  ];
}

/** An options type, with type arguments named as its type parameters are. */
function withParameters(
  method: SurfaceMethod,
  name = optionsName(method),
  more: readonly OptionalKind<TypeParameterDeclarationStructure>[] = [],
): string {
  const names = [...optionsParameters(method), ...more].map((parameter) => parameter.name);
  return names.length === 0 ? name : `${name}<${names.join(", ")}>`;
}

/** The options of a method, as it takes them. */
function optionsType(method: SurfaceMethod): string {
  const plain = withParameters(method);
  return method.schema === undefined
    ? plain
    : `${plain} | ${withParameters(method, `Structured${optionsName(method)}`, [SCHEMA])}`;
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
    typeParameters: [...optionsParameters(method)],
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
      ...(method.tools === undefined
        ? []
        : [
            {
              name: "tools",
              type: "Tools | undefined",
              hasQuestionToken: true,
              docs: docs(toolsDoc(method)),
            },
          ]),
      ...method.fields.map(({ name, field }) => {
        const schema = name === method.schema;
        const words = schema
          ? `None here: a schema makes these options {@link Structured${optionsName(method)}}.`
          : propertyDoc(field);
        return {
          name: propertyName(name),
          type: schema ? "undefined" : `${typeText(withoutNull(field.type))} | undefined`,
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

/** The options with a schema: the property is required, so that a schema that is perhaps there is seen to be. */
function schemaOptionsInterface(method: SurfaceMethod, schema: string): InterfaceDeclarationStructure {
  const name = optionsName(method);
  const parameters = optionsParameters(method);
  const field = method.fields.find((option) => option.name === schema)?.field;
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: `Structured${name}`,
    docs: docs(
      `{@link ${name}} with a schema that the answer must match: the result has an \`output\` of its type.`,
    ),
    typeParameters: [...parameters, SCHEMA],
    extends: [`Omit<${withParameters(method)}, ${JSON.stringify(schema)}>`],
    properties: [
      {
        name: propertyName(schema),
        type: SCHEMA.name,
        docs: docs(
          docText(
            field === undefined ? undefined : propertyDoc(field),
            "JSON Schema, or a Standard Schema value that can give its own.",
          ),
        ),
      },
    ],
  };
}

function toolsDoc({ tools }: SurfaceMethod): string {
  const what =
    tools === "announced"
      ? "Tools of the thread that this client executes. A thread keeps the tools it was started with, so none can be added."
      : "Tools that the model may call and this client executes.";
  return docText(what, "@experimental") ?? "";
}

function modeDoc({ approval }: SurfaceMethod): string {
  const omitted =
    approval.kind === "mode" && approval.whenOmitted !== "nothing"
      ? `\`${approval.whenOmitted}\` unless given.`
      : "The thread keeps what it has unless given.";
  return `Who decides about escalations. ${omitted}`;
}

function operationText(method: SurfaceMethod): string {
  const { approval, sandbox, tools } = method;
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
    ...(tools === undefined ? [] : [`tools: ${JSON.stringify(tools)},`]),
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
      ...(on === "Thread"
        ? [{ name: "Turns", constraint: "TurnTypes" }]
        : [{ name: "Tools", default: "never" }]),
    ],
    methods: [
      ...(Object.keys(HOOKS) as (keyof typeof HOOKS)[]).filter((call) => used.has(call)).map(hook),
      ...methods.map((method) => ({
        name: method.name,
        docs: docs(docText(method.doc, `Protocol method \`${method.request}\`.`)),
        typeParameters: method.schema === undefined ? [] : [SCHEMA],
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
  const turn = call === "start-turn" || call === "run-turn";
  const fixed = turn
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
    typeParameters: [
      ...(generic ? [{ name: "Method", constraint: "keyof ClientRequests" }] : []),
      ...(turn ? [{ name: SCHEMA.name, constraint: SCHEMA.constraint }] : []),
    ],
    parameters: [
      { name: "operation", type: generic ? "Operation<Method>" : `Operation<"${method}">` },
      ...fixed,
      { name: "options", type: turn ? TURN_OPTIONS : "CallOptions" },
    ],
    returnType: {
      "open-thread": "Promise<ThreadHandle>",
      "fork-thread": "Promise<ThreadHandle>",
      "start-turn": "Promise<TurnHandle<Turns, Schema>>",
      "run-turn": "Promise<TurnOutcome<Turns, Schema>>",
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
      return "Promise<TurnHandle<Turns, Schema>>";
    case "run-turn":
      return "Promise<TurnOutcome<Turns, Schema>>";
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
