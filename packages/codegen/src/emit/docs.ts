import type { Age, Definition, EnumNode, Property, Since } from "../protocol/protocol.js";

/** Paragraphs of a TSDoc comment. What is the schema's goes through {@link schemaWords}; nothing ends the comment. */
export function docText(...paragraphs: readonly (string | undefined)[]): string | undefined {
  const known = paragraphs.filter((paragraph) => paragraph !== undefined && paragraph.trim() !== "");
  return known.length === 0 ? undefined : known.join("\n\n").replaceAll("*/", "*\\/");
}

/**
 * The schema's words, in which nothing is a tag by accident: to TypeScript one begins with any `@` behind a space, in code spans too, and takes
 * all that follows. A backslash before it is not shown, but in code spans. The runtime writes `@deprecated` where a line begins, and means it.
 */
export function schemaWords(words: string): string {
  return words.replaceAll(/(?:^|\n)@deprecated\b|(?<=^|\s)@(?=\S)/g, (found) =>
    found === "@" ? "\\@" : found,
  );
}

/** `text` as the docs of a ts-morph structure, on one line where it is one. */
export function docs(text: string | undefined): { description: string }[] {
  if (text === undefined) return [];
  return [{ description: text.includes("\n") ? `\n${text}` : text }];
}

/** `text` as a TSDoc comment and a line break, or nothing. */
export function docComment(text: string | undefined): string {
  if (text === undefined) return "";
  const lines = text.split("\n").map((line) => ` * ${line}`.trimEnd());
  return lines.length === 1 ? `/** ${text} */\n` : `/**\n${lines.join("\n")}\n */\n`;
}

/** What a tag can say of something. */
interface Tagged {
  readonly experimental: boolean;
  readonly deprecated?: true;
  readonly age?: Age;
}

/** The tags of what should not be used any more, of what only a client may use that opted in, and of what is young or went. */
export function standingTags({ experimental, deprecated, age }: Tagged): string | undefined {
  const tags = [
    ...(deprecated === true ? ["@deprecated"] : []),
    ...(experimental ? ["@experimental"] : []),
    ...(age === undefined ? [] : ageTags(age)),
  ];
  return tags.length === 0 ? undefined : tags.join("\n");
}

function ageTags(age: Age): readonly string[] {
  const since = sinceWords(age);
  return [
    ...(since === undefined ? [] : [`@since ${since}`]),
    ...(age.until === undefined ? [] : [`@until ${age.until}`]),
  ];
}

/** Since when something needs no opt-in, and since when it was there for those who opted in; or the latter alone. */
function sinceWords({ stable, experimental }: Age): string | undefined {
  if (stable === undefined) return experimental === undefined ? undefined : released(experimental);
  return experimental === undefined
    ? released(stable)
    : `${released(stable)} (experimental since ${released(experimental)})`;
}

function released({ version, exact }: Since): string {
  return exact ? version : `${version} at the latest`;
}

/** What stands above a property: the schema's words, and the default where there is one to tell. */
export function propertyDoc(property: Property): string | undefined {
  const { defaultValue } = property;
  const told = defaultValue !== undefined && defaultValue !== null;
  return docText(
    property.doc && schemaWords(property.doc),
    told ? `@defaultValue \`${JSON.stringify(defaultValue)}\`` : undefined,
    standingTags(property),
  );
}

/** What stands above a definition: the schema's words, and those on single variants of it. */
export function definitionDoc(definition: Definition): string | undefined {
  const list = variantLines(definition);
  return docText(
    definition.doc && schemaWords(definition.doc),
    list.length === 0 ? undefined : list.join("\n"),
  );
}

/** A line for each variant that has words of its own, or is younger than the type that it is a variant of. */
function variantLines({ type, age }: Definition): readonly string[] {
  const whole = age === undefined ? undefined : sinceWords(age);
  const since = (one: Age | undefined): string | undefined => {
    const text = one === undefined ? undefined : sinceWords(one);
    return text === undefined || text === whole ? undefined : `Since ${text}.`;
  };
  const line = (names: string, ...words: readonly (string | undefined)[]): readonly string[] => {
    const known = words.filter((word) => word !== undefined);
    return known.length === 0 ? [] : [schemaWords(`- ${names}: ${known.join(" ")}`.replaceAll("\n", " "))];
  };
  const valueLines = ({ values, ages }: EnumNode, doc?: string): readonly string[] => {
    const words = values.map((value) => since(ages?.get(value)));
    const spoken = values.map((value) => `\`${String(value)}\``);
    if (new Set(words).size === 1) return line(spoken.join(", "), doc, words[0]);
    return values.flatMap((_, index) => line(spoken[index] ?? "", doc, words[index]));
  };
  if (type.kind === "enum") return valueLines(type);
  if (type.kind !== "union") return [];
  return type.variants.flatMap((variant) => {
    if (variant.type.kind === "enum") return valueLines(variant.type, variant.doc);
    return variant.type.kind === "reference" ? line(`\`${variant.type.name}\``, since(variant.age)) : [];
  });
}
