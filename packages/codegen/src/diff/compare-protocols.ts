import type {
  Definition,
  NotificationMethod,
  Params,
  Protocol,
  RequestMethod,
  TypeNode,
} from "../protocol/protocol.js";
import { METHOD_UNIONS } from "../protocol/read/read-methods.js";
import { compareDocs, compareStability, compareTypes, type Sides } from "./compare-types.js";
import type { Direction, Subject } from "./vocabulary.js";
import type { Finding, Site } from "./finding.js";
import { definitionsOf } from "./lookup.js";
import { opposite } from "./reach.js";
import type { RuleId } from "./rules.js";
import { typeWords } from "./type-words.js";

/** A {@link Finding} in a method, which only one side sends, or in a definition, whose senders must be looked up. */
export type Located = Finding & {
  readonly place:
    { readonly kind: "method"; readonly direction: Direction } | { readonly kind: "definition" };
};

/** Everything that changed, in no order to rely on. */
export function compareProtocols(before: Protocol, after: Protocol): readonly Located[] {
  const sides = { before: definitionsOf(before), after: definitionsOf(after) };
  return [
    ...METHOD_LISTS.flatMap((list) => compareMethods(before[list.of], after[list.of], list, sides)),
    ...compareDefinitions(before, after, sides),
  ];
}

type MethodSubject = "clientRequest" | "serverRequest" | "serverNotification" | "clientNotification";

interface MethodList {
  readonly of: `${MethodSubject}s`;
  readonly subject: MethodSubject;
  readonly sender: Direction;
}

const METHOD_LISTS: readonly MethodList[] = [
  { of: "clientRequests", subject: "clientRequest", sender: "clientToServer" },
  { of: "serverRequests", subject: "serverRequest", sender: "serverToClient" },
  { of: "serverNotifications", subject: "serverNotification", sender: "serverToClient" },
  { of: "clientNotifications", subject: "clientNotification", sender: "clientToServer" },
];

type Method = RequestMethod | NotificationMethod;

function compareMethods(
  before: readonly Method[],
  after: readonly Method[],
  { subject, sender }: MethodList,
  sides: Sides,
): readonly Located[] {
  const old = new Map(before.map((method) => [method.method, method]));
  const young = new Map(after.map((method) => [method.method, method]));
  const sent =
    (direction: Direction) =>
    (finding: Finding): Located => ({ ...finding, place: { kind: "method", direction } });
  const removed = before
    .filter(({ method }) => !young.has(method))
    .map((method): Finding => ({
      ...methodSite(method, subject),
      experimental: method.experimental,
      rule: `${subject}.removed`,
      before: methodWords(method),
    }));
  const added = after
    .filter(({ method }) => !old.has(method))
    .map((method): Finding => ({
      ...methodSite(method, subject),
      experimental: method.experimental,
      rule: `${subject}.added`,
      after: methodWords(method),
    }));
  const kept = after.flatMap((method): readonly Located[] => {
    const known = old.get(method.method);
    if (known === undefined) return [];
    const site = methodSite(method, subject);
    const experimental = known.experimental || method.experimental;
    const part = (name: string): Site => ({
      ...site,
      path: `${method.method} ${name}`,
      subject: "field",
      experimental,
    });
    return [
      ...compareDocs(known.doc, method.doc, { ...site, experimental }).map(sent(sender)),
      ...compareStability(known.experimental, method.experimental, site).map(sent(sender)),
      ...compareParams(known.params, method.params, part("params"), sides).map(sent(sender)),
      ...compareTypes(resultOf(known), resultOf(method), part("result"), sides).map(sent(opposite(sender))),
    ];
  });
  return [...[...removed, ...added].map(sent(sender)), ...kept];
}

function methodSite({ method }: Method, subject: Subject): Site {
  return { owner: method, path: method, subject, experimental: false };
}

function compareParams(before: Params, after: Params, site: Site, sides: Sides): readonly Finding[] {
  if (before.kind === "none" && after.kind === "none") return [];
  if (before.kind === "none" || after.kind === "none") {
    const rule: RuleId =
      after.kind === "none"
        ? "field.removed"
        : after.optional
          ? "field.added.optional"
          : "field.added.required";
    return [
      {
        ...site,
        rule,
        ...(before.kind === "none" ? {} : { before: paramsWords(before) }),
        ...(after.kind === "none" ? {} : { after: paramsWords(after) }),
      },
    ];
  }
  const findings: Finding[] = [];
  if (before.optional !== after.optional) {
    const rule = after.optional ? "field.optional" : "field.required";
    findings.push({ ...site, rule, before: paramsWords(before), after: paramsWords(after) });
  }
  return [...findings, ...compareTypes(before.type, after.type, site, sides)];
}

/** A notification answers nothing, before as after. */
function resultOf(method: Method): TypeNode {
  return "result" in method ? method.result : { kind: "unknown" };
}

function paramsWords(params: Params): string {
  if (params.kind === "none") return "none";
  return `${params.optional ? "optional " : ""}${typeWords(params.type)}`;
}

function methodWords(method: Method): string {
  const params = paramsWords(method.params);
  return "result" in method ? `${params} → ${typeWords(method.result)}` : params;
}

function compareDefinitions(before: Protocol, after: Protocol, sides: Sides): readonly Located[] {
  const messages: ReadonlySet<string> = new Set(METHOD_UNIONS);
  const located = (finding: Finding): Located => ({ ...finding, place: { kind: "definition" } });
  const lost = before.definitions.filter(({ name }) => !sides.after.has(name) && !messages.has(name));
  const gained = after.definitions.filter(({ name }) => !sides.before.has(name) && !messages.has(name));

  const kept = after.definitions.flatMap((definition): readonly Finding[] => {
    const known = sides.before.get(definition.name);
    if (known === undefined || messages.has(definition.name)) return [];
    const site = definitionSite(definition);
    const experimental = known.experimental || definition.experimental;
    return [
      ...compareDocs(known.doc, definition.doc, { ...site, experimental }),
      // A variant's step is told by its union.
      ...(definition.variantOf === undefined
        ? compareStability(known.experimental, definition.experimental, site)
        : []),
      ...compareTypes(known.type, definition.type, { ...site, experimental }, sides),
    ];
  });
  const shapes = { lost: namesByShape(lost), gained: namesByShape(gained) };
  return [
    ...lost
      .filter((one) => !isToldByItsUnion(one, sides.after))
      .map((definition): Finding => ({
        ...definitionSite(definition),
        experimental: definition.experimental,
        rule: "type.removed",
        before: typeWords(definition.type),
        ...hintOf("The new", shapes.gained.get(shapeOf(definition))),
      })),
    ...gained
      .filter((one) => !isToldByItsUnion(one, sides.before))
      .map((definition): Finding => ({
        ...definitionSite(definition),
        experimental: definition.experimental,
        rule: "type.added",
        after: typeWords(definition.type),
        ...hintOf("The removed", shapes.lost.get(shapeOf(definition))),
      })),
    ...kept,
  ].map(located);
}

function definitionSite({ name }: Definition): Site {
  return { owner: name, path: name, subject: "type", experimental: false };
}

/**
 * Whether the union that a variant was named for tells of it already: the union came or went as a whole, or has no variant of
 * that name on the other side.
 */
function isToldByItsUnion({ variantOf, type }: Definition, other: Sides["before"]): boolean {
  if (variantOf === undefined) return false;
  const union = other.get(variantOf)?.type;
  if (union?.kind !== "union") return true;
  const shape = withoutWords(type);
  return !union.variants.some(({ type: variant }) => {
    if (variant.kind !== "reference") return withoutWords(variant) === shape;
    const definition = other.get(variant.name);
    return definition !== undefined && withoutWords(definition.type) === shape;
  });
}

function namesByShape(definitions: readonly Definition[]): ReadonlyMap<string, string> {
  const shaped = definitions.map((definition) => [shapeOf(definition), definition.name] as const);
  return new Map(shaped.filter(([shape]) => shape !== ""));
}

/** What a definition is without its words; empty where it is too plain to tell one from another. */
function shapeOf({ type }: Definition): string {
  const plain =
    type.kind === "map" ||
    type.kind === "primitive" ||
    (type.kind === "object" && type.properties.length < 2);
  return plain ? "" : withoutWords(type);
}

function withoutWords(type: TypeNode): string {
  return JSON.stringify(type, (key, value: unknown) =>
    key === "doc" || key === "title" || key === "experimental" ? undefined : value,
  );
}

function hintOf(which: string, name: string | undefined): { hint?: string } {
  return name === undefined ? {} : { hint: `${which} ${name} has the same shape.` };
}
