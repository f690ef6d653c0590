import type { JsonSchema, JsonSchemaObject } from "../../../src/schema/json-schema.js";
import { listOf, objectText, unionOf, type Declaration, type Key } from "./shapes.js";

/**
 * The declarations that a schema asks for, by a walk of the schema alone: no quicktype-core, no protocol, no emitter.
 * It shares nothing with the generator but the rules of README and TSDoc, so that the two can be compared.
 */
export function walkSchema(definitions: ReadonlyMap<string, JsonSchema>): Map<string, Declaration> {
  const declared = new Map<string, Declaration>();
  for (const [name, schema] of definitions) {
    const cases = casesOf(schema);
    const groups =
      METHOD_LISTS.includes(name) || !isUnion(schema, cases) ? new Map<string, Case[]>() : titled(cases);
    for (const [title, members] of groups) declared.set(title, declaration(members));
    const text = unionOf(
      cases.map((one) => ([...groups.values()].flat().includes(one) ? (nameOf(one) ?? "") : textOf(one))),
    );
    declared.set(name, { text, keys: cases.length === 1 ? keysOf(cases[0]) : [] });
  }
  return declared;
}

/** The unions that list the protocol's methods: their cases are rows of a table, not types to pass on. */
export const METHOD_LISTS = ["ClientRequest", "ServerRequest", "ServerNotification", "ClientNotification"];

/** The methods that one of {@link METHOD_LISTS} names, each with the text of its params. */
export function walkMethods(list: JsonSchema): Map<string, string> {
  return new Map(
    casesOf(list).map(({ body }) => {
      const keys: ReadonlyMap<string, Key> = typeof body === "string" ? new Map() : body.keys;
      const params = keys.get("params");
      return [JSON.parse(keys.get("method")?.text ?? '""') as string, paramsText(params)];
    }),
  );
}

function paramsText(params: Key | undefined): string {
  if (params === undefined || params.text === "null") return "undefined";
  const text = params.text.split(" | ").filter((one) => one !== "null");
  return unionOf([...text, ...(params.optional ? ["undefined"] : [])]);
}

/** One case of what a schema admits. Anything but an object is text. */
interface Case {
  readonly title: string | undefined;
  readonly body: string | { readonly keys: ReadonlyMap<string, Key>; readonly rest: string | undefined };
}

function casesOf(schema: JsonSchema): readonly Case[] {
  if (schema === true) return [{ title: undefined, body: "unknown" }];
  if (schema === false) throw new Error("nothing satisfies `false`");
  const { $ref, allOf = [], oneOf, anyOf } = schema;
  const parts: (readonly Case[])[] = [];
  const plain = plainCases(schema);
  if (plain.length > 0) parts.push(plain);
  if ($ref !== undefined) parts.push([{ title: undefined, body: $ref.slice($ref.lastIndexOf("/") + 1) }]);
  for (const inner of allOf) parts.push(casesOf(inner));
  for (const alternatives of [oneOf, anyOf]) {
    if (alternatives === undefined) continue;
    parts.push(
      alternatives.flatMap((inner) =>
        casesOf(inner).map((one) => ({
          ...one,
          title: (inner === true ? undefined : titleOf(inner)) ?? one.title,
        })),
      ),
    );
  }
  const [first, second, ...more] = parts;
  if (first === undefined) return [{ title: undefined, body: "unknown" }];
  if (second === undefined) return first;
  if (more.length > 0 || first.length > 1)
    throw new Error(`cannot join ${JSON.stringify(schema).slice(0, 200)}`);
  const [shared] = first;
  return second.map((one) => ({ title: one.title, body: joined(shared?.body, one.body) }));
}

function titleOf(schema: JsonSchema): string | undefined {
  return typeof schema === "object" ? schema.title : undefined;
}

function joined(shared: Case["body"] | undefined, own: Case["body"]): Case["body"] {
  if (typeof shared !== "object" || typeof own !== "object") throw new Error("only objects can be joined");
  return { keys: new Map([...shared.keys, ...own.keys]), rest: shared.rest ?? own.rest };
}

function plainCases(schema: JsonSchemaObject): readonly Case[] {
  const { type, enum: values } = schema;
  if (values !== undefined) return values.map((value) => ({ title: undefined, body: JSON.stringify(value) }));
  const described = schema.properties ?? schema.required ?? schema.additionalProperties;
  const types =
    type === undefined
      ? schema.items !== undefined
        ? ["array"]
        : described !== undefined
          ? ["object"]
          : []
      : [type].flat();
  return types.map((one) => ({ title: undefined, body: plainBody(one, schema) }));
}

function plainBody(type: string, schema: JsonSchemaObject): Case["body"] {
  switch (type) {
    case "array":
      return listOf(inline((schema.items ?? true) as JsonSchema));
    case "integer":
      return "number";
    case "object":
      return objectBody(schema);
    default:
      return type;
  }
}

function objectBody({
  properties = {},
  required = [],
  additionalProperties,
}: JsonSchemaObject): Case["body"] {
  const keys = new Map(
    Object.entries(properties).map(([name, inner]): [string, Key] => [
      name,
      { text: inline(inner), optional: !required.includes(name) },
    ]),
  );
  const rest =
    additionalProperties === undefined || additionalProperties === false
      ? undefined
      : inline(additionalProperties);
  if (keys.size > 0) return { keys, rest };
  // Closed and without keys: no key at all. Open: any key, as from a server that is newer.
  return objectText(keys, additionalProperties === false ? "never" : (rest ?? "unknown"));
}

function inline(schema: JsonSchema): string {
  return unionOf(casesOf(schema).map(textOf));
}

function textOf({ body }: Case): string {
  if (typeof body === "string") return body;
  const { keys, rest } = body;
  if (rest === undefined || rest === "unknown") return objectText(keys, rest);
  // TypeScript wants an index signature to admit the listed keys as well.
  const listed = [...keys.values()];
  const admitted = listed.flatMap(({ text, optional }) => [text, ...(optional ? ["undefined"] : [])]);
  return objectText(keys, unionOf([rest, ...admitted].flatMap((text) => splitUnion(text))));
}

/** The cases of a union that are no object themselves. */
function splitUnion(text: string): readonly string[] {
  return text.includes("{") ? [text] : text.split(" | ");
}

function isUnion(schema: JsonSchema, cases: readonly Case[]): boolean {
  if (cases.length > 1 || typeof schema !== "object") return cases.length > 1;
  // One case with words of its own is a union that waits for more cases.
  return [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].some(
    (inner) => typeof inner === "object" && inner.description !== undefined,
  );
}

function titled(cases: readonly Case[]): Map<string, Case[]> {
  const groups = new Map<string, Case[]>();
  for (const one of cases) {
    const name = nameOf(one);
    if (name !== undefined) groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return groups;
}

/** The name of its own that a case of a named union gets. */
function nameOf({ title, body }: Case): string | undefined {
  if (typeof body === "string") return undefined;
  const name = title?.replace(/v\d+::/, "");
  return name !== undefined && /^[A-Z][A-Za-z0-9]*$/.test(name) ? name : undefined;
}

function declaration(cases: readonly Case[]): Declaration {
  return { text: unionOf(cases.map(textOf)), keys: cases.length === 1 ? keysOf(cases[0]) : [] };
}

function keysOf(one: Case | undefined): readonly string[] {
  return typeof one?.body === "object" ? [...one.body.keys.keys()].sort() : [];
}
