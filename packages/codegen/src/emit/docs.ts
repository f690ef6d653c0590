import { type Definition, type Property } from "../protocol/protocol.js";

/** The schema's words as text that is safe inside a TSDoc comment. */
export function docText(...paragraphs: readonly (string | undefined)[]): string | undefined {
  const known = paragraphs.filter((paragraph) => paragraph !== undefined && paragraph.trim() !== "");
  return known.length === 0 ? undefined : known.join("\n\n").replaceAll("*/", "*\\/");
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

/** The tags of what should not be used any more, and of what only a client may use that opted in. */
export function standingTags({
  experimental,
  deprecated,
}: {
  readonly experimental: boolean;
  readonly deprecated?: true;
}): string | undefined {
  const tags = [...(deprecated === true ? ["@deprecated"] : []), ...(experimental ? ["@experimental"] : [])];
  return tags.length === 0 ? undefined : tags.join("\n");
}

/** What stands above a property: the schema's words, and the default where there is one to tell. */
export function propertyDoc(property: Property): string | undefined {
  const { defaultValue } = property;
  const told = defaultValue !== undefined && defaultValue !== null;
  return docText(
    property.doc,
    told ? `@defaultValue \`${JSON.stringify(defaultValue)}\`` : undefined,
    standingTags(property),
  );
}

/** What stands above a definition: the schema's words, and those it has for single values of it. */
export function definitionDoc(definition: Definition): string | undefined {
  const { type } = definition;
  const values = type.kind === "union" ? type.variants : [];
  const list = values.flatMap((variant) =>
    variant.type.kind === "enum" && variant.doc !== undefined
      ? [
          `- ${variant.type.values.map((value) => `\`${String(value)}\``).join(", ")}: ${variant.doc.replaceAll("\n", " ")}`,
        ]
      : [],
  );
  return docText(definition.doc, list.length === 0 ? undefined : list.join("\n"));
}
