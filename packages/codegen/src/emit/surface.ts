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
  SURFACE_CLASSES,
  type Surface,
  type SurfaceArgument,
  type SurfaceCall,
  type SurfaceClass,
  type SurfaceMethod,
} from "../surface/surface.js";
import { docText, docs, propertyDoc } from "./docs.js";
import { printModule, type Parts } from "./source.js";
import { Scope, StructureKind } from "./ts-morph.js";
import { propertyName, typeText } from "./type-text.js";

/** What a generated base class asks of the handwritten one: a method per way of calling. */
interface Hook {
  readonly name: string;
  /** What it takes between the operation and the options: params fields, a turn's input, or nothing. */
  readonly takes: "fixed" | "input" | "nothing";
  /** What the type parameter `Method` ranges over, given the requests of the class; without it there is none. */
  readonly ranges?: (requests: string) => string;
  /** Typed by the schema that the turn's answer must match. */
  readonly schema?: true;
  /** What it promises for a request, which is written as a type. */
  readonly result: (request: string) => string;
}

const answerOf = (request: string): string => `ClientRequests[${request}]["result"]`;

const HOOKS = {
  "open-thread": { name: "openThread", takes: "fixed", result: () => "Promise<ThreadHandle>" },
  "fork-thread": { name: "openFork", takes: "nothing", result: () => "Promise<ThreadHandle>" },
  "start-turn": {
    name: "startTurn",
    takes: "input",
    schema: true,
    result: () => "Promise<TurnHandle<Turns, Schema>>",
  },
  "run-turn": {
    name: "runTurn",
    takes: "input",
    schema: true,
    result: () => "Promise<TurnOutcome<Turns, Schema>>",
  },
  "await-turn": {
    name: "awaitTurn",
    takes: "nothing",
    result: () => "Promise<TurnOutcome<Turns, undefined>>",
  },
  "pursue-goal": { name: "pursueGoal", takes: "nothing", result: () => "Promise<GoalHandle>" },
  request: {
    name: "request",
    takes: "fixed",
    ranges: () => "keyof ClientRequests",
    result: (request) => `Promise<${answerOf(request)}>`,
  },
  pages: {
    name: "pages",
    takes: "fixed",
    ranges: (requests) => requests,
    result: (request) => `AsyncIterable<${answerOf(request)}["data"][number]>`,
  },
  "all-pages": {
    name: "allPages",
    takes: "fixed",
    ranges: (requests) => requests,
    result: (request) => `Promise<${answerOf(request)}["data"]>`,
  },
} as const satisfies Partial<Record<SurfaceCall, Hook>>;

type TypeParameter = OptionalKind<TypeParameterDeclarationStructure>;

const MODE: TypeParameter = { name: "Mode", constraint: "ApprovalMode" };

/** What the handwritten classes put for what the generated ones hand back. */
const TYPE_PARAMETERS: Readonly<Record<SurfaceClass, readonly TypeParameter[]>> = {
  Codex: [MODE, { name: "ThreadHandle" }, { name: "Tools", default: "never" }],
  Thread: [MODE, { name: "ThreadHandle" }, { name: "Turns", constraint: "TurnTypes" }],
  ThreadGoal: [{ name: "GoalHandle" }],
};

/** How a caller reaches the methods of a class, in the words of an error. */
const SPOKEN: Readonly<Record<SurfaceClass, string>> = {
  Codex: "Codex",
  Thread: "Thread",
  ThreadGoal: "Thread.goal",
};

/** Turns are typed by the schema that their answer must match: none, unless one is given. */
const SCHEMA = { name: "Schema", constraint: "SchemaInput | undefined", default: "undefined" } as const;

const TURN_OPTIONS = "TurnOptions<Mode> | StructuredTurnOptions<Mode, Schema>";

/** The hook behind a method: a command is a request whose answer says nothing. */
function hookOf({ call }: SurfaceMethod): Hook {
  return HOOKS[call === "command" ? "request" : call];
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
    ...SURFACE_CLASSES.map((on) => baseClass(on, surface)),
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
        types: [...SUPPORT, ...surface.methods.flatMap(clientOptions).flatMap(([, { imports }]) => imports)],
      },
      { from: "./methods.js", types: ["ClientRequests"] },
      {
        from: "./types.js",
        types: ["UserInput", ...shown.flatMap(({ type }) => referencesIn(withoutNull(type)))],
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
  return `${on === "Codex" ? "" : on}${name.charAt(0).toUpperCase()}${name.slice(1)}Options`;
}

/** The type parameters of a method's options, which the method or its class fills. */
function optionsParameters({ approval, tools }: SurfaceMethod): readonly TypeParameter[] {
  return [
    ...(approval.kind === "mode" ? [{ ...MODE, default: "ApprovalMode" }] : []),
    ...(tools === undefined ? [] : [{ name: "Tools", default: "never" }]),
  ];
}

/** An options type, with type arguments named as its type parameters are. */
function withParameters(
  method: SurfaceMethod,
  name = optionsName(method),
  more: readonly TypeParameter[] = [],
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
      ...method.fields.map((field) => {
        const schema = field.name === method.schema;
        const words = schema
          ? `None here: a schema makes these options {@link Structured${optionsName(method)}}.`
          : propertyDoc(field);
        return {
          name: propertyName(field.name),
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
  const field = method.fields.find(({ name }) => name === schema);
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
    `name: ${JSON.stringify(`${SPOKEN[method.on]}.${method.name}`)},`,
    `method: ${JSON.stringify(method.request)},`,
    ...(approval.kind === "mode"
      ? [`approval: { whenOmitted: ${JSON.stringify(approval.whenOmitted)} },`]
      : []),
    ...(method.method.params.kind === "none" ? ["bare: true,"] : []),
    ...(sandbox === undefined ? [] : [`sandbox: ${JSON.stringify(sandbox)},`]),
    ...(method.clientOptions === undefined
      ? []
      : [`clientOptions: ${JSON.stringify(Object.keys(method.clientOptions))},`]),
    ...(tools === undefined ? [] : [`tools: ${JSON.stringify(tools)},`]),
    `options: [${method.fields.map(({ name }) => JSON.stringify(name)).join(", ")}],`,
  ];
  return `const ${operationName(method)}: Operation<${JSON.stringify(method.request)}> = {\n${lines.join("\n")}\n};`;
}

function operationName({ on, name }: SurfaceMethod): string {
  return `${on.charAt(0).toLowerCase()}${on.slice(1)}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function baseClass(on: SurfaceClass, surface: Surface): ClassDeclarationStructure {
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
            type: isInput(method, argument) ? "TurnInput" : typeText(withoutNull(argument.field.type)),
          })),
          { name: "options", type: optionsType(method), initializer: "{}" },
        ],
        isAsync: method.call === "command" || method.answer !== undefined,
        returnType: returnType(method),
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

function returnType(method: SurfaceMethod): string {
  if (method.call === "command") return "Promise<void>";
  if (method.answer === undefined) return hookOf(method).result(JSON.stringify(method.request));
  const { type, optional } = method.answer;
  return `Promise<${typeText(withoutNull(type))}${optional ? " | null" : ""}>`;
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
function isInput(method: SurfaceMethod, { field }: SurfaceArgument): boolean {
  return method.request === "turn/start" && field.name === "input";
}
