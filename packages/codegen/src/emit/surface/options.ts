import type { InterfaceDeclarationStructure, OptionalKind, PropertySignatureStructure } from "ts-morph";
import { withoutNull } from "../../protocol/algebra.js";
import type { ClientOption, Surface, SurfaceMethod } from "../../surface/surface.js";
import { docText, docs, propertyDoc } from "../docs.js";
import { StructureKind } from "../ts-morph.js";
import type { TypeNames } from "../type-names.js";
import { propertyName, typeText } from "../type-text.js";
import { MODE, SCHEMA, type TypeParameter } from "./type-parameters.js";

/** The methods whose options are types of their own. */
export function distinctOptions(surface: Surface): readonly SurfaceMethod[] {
  const named = new Map(surface.methods.map((method) => [optionsName(method), method]));
  return [...named.values()];
}

/** Starting a turn and running one to its end take the same, but for what only the end can settle. */
export function optionsName({ on, name, call }: Pick<SurfaceMethod, "on" | "name" | "call">): string {
  if (call === "start-turn") return "TurnOptions";
  if (call === "run-turn") return "RunOptions";
  return `${on === "Codex" ? "" : on}${name.charAt(0).toUpperCase()}${name.slice(1)}Options`;
}

/** The type parameters of a method's options, which the method or its class fills. */
function optionsParameters({ approval, tools, profile }: SurfaceMethod): readonly TypeParameter[] {
  return [
    ...(approval.kind === "mode" ? [{ ...MODE, default: "ApprovalMode" }] : []),
    ...(tools === undefined ? [] : [{ name: "Tools", default: "never" }]),
    ...(profile === undefined ? [] : [{ name: "Profile", default: "never" }]),
  ];
}

/** The same with a schema, which comes second: what only some clients have comes last. */
function schemaParameters(method: SurfaceMethod): readonly TypeParameter[] {
  const [mode, ...others] = optionsParameters(method);
  const schema = {
    name: SCHEMA.name,
    constraint: `${SCHEMA.constraint} | undefined`,
    default: SCHEMA.constraint,
  };
  return mode === undefined ? [schema] : [mode, schema, ...others];
}

/** The options of a method: its type parameters fill those of the type. */
function optionsType(method: SurfaceMethod): string {
  return applied(
    optionsName(method),
    optionsParameters(method).map(({ name }) => name),
  );
}

/** The options of a method, as it takes them. */
export function optionsTaken(method: SurfaceMethod): string {
  return exclusive(method, optionsType(method));
}

/** What cannot stand together in a plain interface is said where it is taken. */
function exclusive({ profile }: SurfaceMethod, type: string): string {
  return profile === undefined ? type : `SandboxOrProfile<${type}, Profile>`;
}

/** The options of a method with a schema of type `schema`, as it takes them. */
export function schemaOptionsTaken(method: SurfaceMethod, schema: string): string {
  const parameters = schemaParameters(method).map(({ name }) => (name === SCHEMA.name ? schema : name));
  return exclusive(method, applied(schemaOptionsName(method), parameters));
}

function applied(type: string, typeArguments: readonly string[]): string {
  return typeArguments.length === 0 ? type : `${type}<${typeArguments.join(", ")}>`;
}

function schemaOptionsName(method: SurfaceMethod): string {
  return `Structured${optionsName(method)}`;
}

/** The method whose options those of `run` add to: a turn is run as it is started. */
function startOf(method: SurfaceMethod, { methods }: Surface): SurfaceMethod | undefined {
  if (method.call !== "run-turn") return undefined;
  return methods.find(
    ({ on, call, request }) => call === "start-turn" && on === method.on && request === method.request,
  );
}

/** The options type of a method. */
export function optionsInterface(
  method: SurfaceMethod,
  surface: Surface,
  names: TypeNames,
): InterfaceDeclarationStructure {
  const base = startOf(method, surface);
  return base === undefined ? wholeOptions(method, names) : moreOptions(method, base);
}

function moreOptions(method: SurfaceMethod, base: SurfaceMethod): InterfaceDeclarationStructure {
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: optionsName(method),
    docs: docs(
      `Options of {@link ${method.on}Methods.${method.name}}: those of {@link ${method.on}Methods.${base.name}}, and more.`,
    ),
    typeParameters: [...optionsParameters(method)],
    extends: [optionsType(base)],
    properties: clientOptions(method)
      .filter(([name]) => !Object.hasOwn(base.clientOptions ?? {}, name))
      .map(clientOptionProperty),
  };
}

function clientOptionProperty([name, { type, doc }]: readonly [
  string,
  ClientOption,
]): OptionalKind<PropertySignatureStructure> {
  return { name: propertyName(name), type: `${type} | undefined`, hasQuestionToken: true, docs: docs(doc) };
}

function wholeOptions(method: SurfaceMethod, names: TypeNames): InterfaceDeclarationStructure {
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
              type: `Mode${takesConfigured(method) ? ' | "configured"' : ""} | undefined`,
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
              type: "SandboxOptions | undefined",
              hasQuestionToken: true,
              docs: docs(
                "What commands may touch without an escalation: the name of a sandbox, or an object that says more.",
              ),
            },
          ]),
      ...(method.profile === undefined
        ? []
        : [
            {
              name: "profile",
              type: "Profile | undefined",
              hasQuestionToken: true,
              docs: docs(
                docText(
                  "A permission profile that is configured or built in, by its name, in place of a sandbox: its rules, those that deny too, are in force.",
                  "@experimental",
                ),
              ),
            },
          ]),
      ...clientOptions(method).map(clientOptionProperty),
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
      ...method.settings.map(({ name, type, doc }) => ({
        name: propertyName(name),
        type: `${names.of(type)} | undefined`,
        hasQuestionToken: true,
        docs: docs(doc),
      })),
      ...method.fields.map((field) => {
        const schema = field.name === method.schema;
        const words = schema
          ? `The shape of the answer, as zod, valibot, arktype or JSON Schema: see {@link ${schemaOptionsName(method)}}. The result then has an \`output\`.`
          : propertyDoc(field);
        return {
          name: propertyName(field.name),
          type: schema ? "undefined" : `${typeText(withoutNull(field.type), names.of)} | undefined`,
          hasQuestionToken: true,
          docs: docs(words),
        };
      }),
    ],
  };
}

/** The options of a method that the client takes for itself. */
export function clientOptions({
  clientOptions = {},
}: SurfaceMethod): readonly (readonly [string, ClientOption])[] {
  return Object.entries(clientOptions);
}

/** The options with a schema: the property is required, so that a schema that is perhaps there is seen to be. */
export function schemaOptionsInterface(method: SurfaceMethod, schema: string): InterfaceDeclarationStructure {
  const field = method.fields.find(({ name }) => name === schema);
  return {
    kind: StructureKind.Interface,
    isExported: true,
    name: schemaOptionsName(method),
    docs: docs(
      `{@link ${optionsName(method)}} with a schema that the answer must match: the result has an \`output\` of its type.`,
    ),
    typeParameters: [...schemaParameters(method)],
    extends: [`Omit<${optionsType(method)}, ${JSON.stringify(schema)}>`],
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

function takesConfigured({ approval }: SurfaceMethod): boolean {
  return approval.kind === "mode" && approval.configured === true;
}

function modeDoc(method: SurfaceMethod): string {
  const { approval } = method;
  const omitted =
    approval.kind === "mode" && approval.whenOmitted !== "nothing"
      ? `\`${approval.whenOmitted}\` unless given.`
      : "The thread keeps what it has unless given.";
  const configured = takesConfigured(method)
    ? "With `configured` nothing is asked for: the configuration and administrators decide, and `thread.settings` says what they did."
    : undefined;
  return docText(`Who decides about escalations. ${omitted}`, configured) ?? "";
}
