import { isDeepStrictEqual } from "node:util";
import type { ObjectNode, Property, TypeNode } from "../protocol/protocol.js";
import type { Finding, Site } from "./finding.js";
import { fits } from "./fits.js";
import { resolve, type Definitions } from "./lookup.js";
import { isUnion, matchMembers, membersOf, type Member } from "./members.js";
import type { RuleId } from "./rules.js";
import { typeWords } from "./type-words.js";

/** The definitions of both sides. */
export interface Sides {
  readonly before: Definitions;
  readonly after: Definitions;
}

/** What changed from `before` to `after`. References to one name are not followed: that definition is compared by itself. */
export function compareTypes(
  before: TypeNode,
  after: TypeNode,
  site: Site,
  sides: Sides,
): readonly Finding[] {
  if (isDeepStrictEqual(before, after)) return [];
  const unions = isUnion(before) || isUnion(after);
  const a = membersOf(before, sides.before, unions);
  const b = membersOf(after, sides.after, unions);
  const { pairs, removed, added } = matchMembers(a, b);
  const lost = removed.filter(({ kind }) => kind !== "null");
  const gained = added.filter(({ kind }) => kind !== "null");
  const nothingKept = pairs.every(([{ kind }]) => kind === "null");
  const listsOfTheirOwn = isList(lost) && isList(gained);
  if (nothingKept && lost.length > 0 && gained.length > 0 && !listsOfTheirOwn) {
    return typeChange(before, after, site, sides);
  }

  const findings: Finding[] = [];
  // Beside nothing but null, there is nothing to tell apart.
  const alone = !unions;
  const known = a.filter((member) => !member.experimental);
  for (const [left, right] of pairs) {
    const admitted = known.some(({ type }) =>
      fits({ type: left.type, definitions: sides.before }, { type, definitions: sides.before }),
    );
    const stabilized = admitted ? "stability.stabilized" : "stability.listed";
    findings.push(...compareMembers(left, right, alone, stabilized, site, sides));
  }
  for (const member of removed) {
    const still = fits(
      { type: member.type, definitions: sides.before },
      { type: after, definitions: sides.after },
    );
    findings.push(memberGone(member, still, site));
  }
  for (const member of added) {
    const already = fits(
      { type: member.type, definitions: sides.after },
      { type: before, definitions: sides.before },
    );
    findings.push(memberCome(member, already, site));
  }
  return findings;
}

/** Values, or objects with tags: things that come and go one by one, where a plain type is replaced as a whole. */
function isList(members: readonly Member[]): boolean {
  return members.every(({ kind }) => kind === "value") || members.every(({ kind }) => kind === "tagged");
}

function typeChange(before: TypeNode, after: TypeNode, site: Site, sides: Sides): readonly Finding[] {
  const old = { type: before, definitions: sides.before };
  const young = { type: after, definitions: sides.after };
  const taken = fits(old, young);
  const expected = fits(young, old);
  const rule: RuleId = taken
    ? expected
      ? "type.renamed"
      : "type.widened"
    : expected
      ? "type.narrowed"
      : "type.replaced";
  return [{ ...site, rule, before: typeWords(before), after: typeWords(after) }];
}

function compareMembers(
  before: Member,
  after: Member,
  alone: boolean,
  stabilized: StabilizedRule,
  site: Site,
  sides: Sides,
): readonly Finding[] {
  const isType = before.kind === "value" || alone;
  const inside: Site = {
    ...site,
    path: alone ? site.path : `${site.path}(${before.name})`,
    subject: isType ? site.subject : "variant",
    experimental: site.experimental || before.experimental || after.experimental,
  };
  const named: Site & { name?: string } = isList([before])
    ? { ...site, subject: before.kind === "value" ? "enumValue" : "variant", name: before.name }
    : inside;
  return [
    ...compareDocs(before.doc, after.doc, named),
    ...compareStability(
      before.experimental,
      after.experimental,
      { ...named, experimental: site.experimental },
      stabilized,
    ),
    ...(before.kind === "tagged"
      ? compareVariants(before.type, after.type, inside, sides)
      : compareShapes(before.type, after.type, inside, sides)),
  ];
}

/** Variants with one tag are one variant, whatever their types are called. */
function compareVariants(before: TypeNode, after: TypeNode, site: Site, sides: Sides): readonly Finding[] {
  const sameName = before.kind === "reference" && after.kind === "reference" && before.name === after.name;
  if (sameName) return [];
  return compareShapes(resolve(before, sides.before), resolve(after, sides.after), site, sides);
}

function compareShapes(before: TypeNode, after: TypeNode, site: Site, sides: Sides): readonly Finding[] {
  if (before.kind === "reference" && after.kind === "reference" && before.name === after.name) return [];
  if (before.kind === "reference" || after.kind === "reference")
    return typeChange(before, after, site, sides);
  if (before.kind === "array" && after.kind === "array") {
    return compareTypes(
      before.element,
      after.element,
      { ...site, path: `${site.path}[]`, subject: "field" },
      sides,
    );
  }
  const a = asObject(before);
  const b = asObject(after);
  if (before.kind === "map" && after.kind === "map") {
    return compareTypes(
      before.value,
      after.value,
      { ...site, path: `${site.path}{}`, subject: "field" },
      sides,
    );
  }
  if (a !== undefined && b !== undefined) return compareObjects(a, b, site, sides);
  return isDeepStrictEqual(before, after) ? [] : typeChange(before, after, site, sides);
}

/** An object, or the open struct that stands for one as long as nothing is listed in it. */
function asObject(type: TypeNode): ObjectNode | undefined {
  if (type.kind === "object") return type;
  if (type.kind === "map" && type.value.kind === "unknown")
    return { kind: "object", properties: [], rest: undefined };
  return undefined;
}

function compareObjects(before: ObjectNode, after: ObjectNode, site: Site, sides: Sides): readonly Finding[] {
  const old = new Map(before.properties.map((property) => [property.name, property]));
  const young = new Set(after.properties.map(({ name }) => name));
  const findings: Finding[] = [];
  for (const property of before.properties) {
    if (young.has(property.name)) continue;
    const at = propertySite(property, property, site);
    findings.push({ ...at, rule: "field.removed", before: propertyWords(property) });
  }
  for (const property of after.properties) {
    const known = old.get(property.name);
    if (known !== undefined) {
      findings.push(...compareProperties(known, property, site, sides));
      continue;
    }
    const rule = property.optional ? "field.added.optional" : "field.added.required";
    findings.push({ ...propertySite(property, property, site), rule, after: propertyWords(property) });
  }
  if (before.properties.length > 0 && after.properties.length > 0)
    findings.push(...compareRest(before, after, site, sides));
  return findings;
}

function compareRest(before: ObjectNode, after: ObjectNode, site: Site, sides: Sides): readonly Finding[] {
  const open: TypeNode = { kind: "unknown" };
  return compareTypes(
    before.rest ?? open,
    after.rest ?? open,
    { ...site, path: `${site.path}{}`, subject: "field" },
    sides,
  );
}

function compareProperties(before: Property, after: Property, site: Site, sides: Sides): readonly Finding[] {
  const at = propertySite(before, after, site);
  const findings: Finding[] = [
    ...compareDocs(before.doc, after.doc, at),
    ...compareStability(
      before.experimental,
      after.experimental,
      { ...at, experimental: site.experimental },
      after.optional ? "stability.stabilized" : "stability.required",
    ),
  ];
  if (before.optional !== after.optional) {
    const rule = after.optional ? "field.optional" : "field.required";
    findings.push({ ...at, rule, before: propertyWords(before), after: propertyWords(after) });
  }
  if (!isDeepStrictEqual(before.defaultValue, after.defaultValue) && before.optional && after.optional) {
    findings.push({
      ...at,
      rule: "default.changed",
      ...(before.defaultValue === undefined ? {} : { before: JSON.stringify(before.defaultValue) }),
      ...(after.defaultValue === undefined ? {} : { after: JSON.stringify(after.defaultValue) }),
    });
  }
  findings.push(...compareTypes(before.type, after.type, at, sides));
  return findings;
}

function propertySite(before: Property, after: Property, site: Site): Site {
  return {
    owner: site.owner,
    path: `${site.path}.${before.name}`,
    fields: [...site.fields, before.name],
    subject: "field",
    experimental: site.experimental || before.experimental || after.experimental,
  };
}

function propertyWords({ type, optional }: Property): string {
  return `${optional ? "optional " : ""}${typeWords(type)}`;
}

function memberGone(member: Member, still: boolean, site: Site): Finding {
  if (member.kind === "null")
    return { ...site, rule: "null.removed", experimental: isExperimental(member, site) };
  const [subject, rule] =
    member.kind === "value"
      ? (["enumValue", still ? "enumValue.unnamed" : "enumValue.removed"] as const)
      : (["variant", still ? "variant.uncovered" : "variant.removed"] as const);
  const experimental = isExperimental(member, site);
  return { ...site, subject, rule, name: member.name, before: typeWords(member.type), experimental };
}

function memberCome(member: Member, already: boolean, site: Site): Finding {
  if (member.kind === "null")
    return { ...site, rule: "null.added", experimental: isExperimental(member, site) };
  const [subject, rule] =
    member.kind === "value"
      ? (["enumValue", already ? "enumValue.named" : "enumValue.added"] as const)
      : (["variant", already ? "variant.covered" : "variant.added"] as const);
  const experimental = isExperimental(member, site);
  return { ...site, subject, rule, name: member.name, after: typeWords(member.type), experimental };
}

function isExperimental(member: Member, site: Site): boolean {
  return site.experimental || member.experimental;
}

/** What changed in the schema's words. */
export function compareDocs(
  before: string | undefined,
  after: string | undefined,
  site: Site & { readonly name?: string },
): readonly Finding[] {
  if (before === after) return [];
  const old = before === undefined ? {} : { before };
  const young = after === undefined ? {} : { after };
  const rule = before === undefined ? "docs.added" : after === undefined ? "docs.removed" : "docs.changed";
  return [{ ...site, rule, ...old, ...young }];
}

/** The rules for what became stable. To clients that did not opt in it is new, and may be more than they can leave alone. */
type StabilizedRule = Extract<RuleId, "stability.stabilized" | "stability.required" | "stability.listed">;

/** Whether it became stable or experimental. The site tells of what is around it alone: the step itself is met by everyone. */
export function compareStability(
  before: boolean,
  after: boolean,
  site: Site & { readonly name?: string },
  stabilized: StabilizedRule = "stability.stabilized",
): readonly Finding[] {
  if (before === after) return [];
  return [
    {
      ...site,
      rule: after ? "stability.destabilized" : stabilized,
      before: before ? "experimental" : "stable",
      after: after ? "experimental" : "stable",
    },
  ];
}

/** The names in a type, for its size: `.cwd`, `.items[].id`, `(type: "text")`, `"never"`. References are not followed. */
export function namesWithin(type: TypeNode, definitions: Definitions, path = ""): readonly string[] {
  const members = membersOf(type, definitions, isUnion(type));
  return members.flatMap((member) => {
    const inner = member.type;
    const at = members.length === 1 ? path : `${path}(${member.name})`;
    if (member.kind === "null") return [];
    if (member.kind === "value") return [`${path}(${member.name})`];
    const own = members.length === 1 ? [] : [at];
    if (inner.kind === "array") return [...own, ...namesWithin(inner.element, definitions, `${at}[]`)];
    if (inner.kind === "map") return [...own, ...namesWithin(inner.value, definitions, `${at}{}`)];
    if (inner.kind !== "object") return own;
    return [
      ...own,
      ...inner.properties.flatMap(({ name, type: next }) => [
        `${at}.${name}`,
        ...namesWithin(next, definitions, `${at}.${name}`),
      ]),
    ];
  });
}
