import type { JsonValue } from "../fuzz/json.js";
import { compile, type Assignment, type Compiled } from "./compile.js";
import { instancesOf, type Effort } from "./instances.js";
import { Judge } from "./judge.js";
import { writtenAsVariable, writtenInPlace } from "./literal.js";
import { Random } from "./random.js";
import type { Reading } from "./read.js";
import { HOME } from "./references.js";
import { hasCommonNames, relaxed } from "./relaxed.js";
import { bundleOfDocument, type SchemaDocument } from "./schemas.js";
import { Document, Speakers } from "./speakers.js";

/** Reads a bundle: the generator, or a stand-in that a test of this harness gives. */
export type Reader = (bundle: object) => Promise<Reading>;

/** What is wrong with the types of a document. */
export interface Finding {
  readonly kind:
    | "the reader failed"
    | "types that do not compile"
    | "a valid value that does not compile"
    | "an invalid value that compiles, though nothing was recorded as read wider";
  readonly document: SchemaDocument;
  readonly types: string;
  readonly definition: string | undefined;
  readonly value: JsonValue | undefined;
  readonly source: string | undefined;
  readonly reason: string;
}

/** A document with what is to be compiled of it. */
interface Prepared {
  readonly document: SchemaDocument;
  readonly outcome: "read" | "refused" | "failed";
  readonly reason: string;
  readonly types: string;
  readonly cases: readonly Case[];
}

/** A value that a definition admits, or does not. */
interface Case {
  readonly valid: boolean;
  readonly value: JsonValue;
  readonly assignment: Assignment;
  /** Why an invalid one is. */
  readonly objections: string;
}

/** What was done, for people to read. */
export interface Tally {
  readonly read: number;
  readonly refused: number;
  readonly exact: number;
  readonly valid: number;
  readonly invalid: number;
}

/** Holds the types of all documents against values, in one program. */
export async function checkDocuments(
  documents: readonly SchemaDocument[],
  reader: Reader,
  effort: Effort,
): Promise<{ readonly findings: readonly (Finding | undefined)[]; readonly tally: Tally }> {
  const prepared: Prepared[] = [];
  for (const document of documents) prepared.push(await prepare(document, reader, effort));
  const compiled = compile(
    prepared.map(({ types, cases }) => ({ types, assignments: cases.map(({ assignment }) => assignment) })),
  );
  const count = (outcome: Prepared["outcome"]): number =>
    prepared.filter((one) => one.outcome === outcome).length;
  const cases = prepared.flatMap((one) => one.cases);
  return {
    findings: prepared.map((one, index) => findingOf(one, compiled[index] ?? { faults: [], errors: [] })),
    tally: {
      read: count("read"),
      refused: count("refused"),
      exact: prepared.filter((one) => one.cases.some(({ valid }) => !valid)).length,
      valid: cases.filter(({ valid }) => valid).length,
      invalid: cases.filter(({ valid }) => !valid).length,
    },
  };
}

async function prepare(document: SchemaDocument, reader: Reader, effort: Effort): Promise<Prepared> {
  const bundle = bundleOfDocument(document);
  const nothing = { document, types: "", cases: [] };
  let reading: Reading;
  try {
    reading = await reader(bundle);
  } catch (error) {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ...nothing, outcome: "failed", reason };
  }
  if (reading.kind === "refused") return { ...nothing, outcome: "refused", reason: reading.error.describe() };
  const { types, wider } = reading;
  const exact = wider.length === 0;
  return { document, outcome: "read", reason: "", types, cases: casesOf(document, bundle, exact, effort) };
}

function casesOf(document: SchemaDocument, bundle: object, exact: boolean, effort: Effort): readonly Case[] {
  const judge = new Judge(bundle, document.dialect);
  const through = exact && !hasCommonNames(document) ? relaxed(document) : undefined;
  const lenient = through && new Judge(bundleOfDocument(through), document.dialect);
  const context = new Document(document.definitions, judge);
  const random = new Random(JSON.stringify(document).length);
  const cases: Case[] = [];
  for (const type of Object.keys(document.definitions)) {
    const fragment = `#/${[...HOME, type].join("/")}`;
    const { valid, invalid } = instancesOf(document.definitions, type, judge, random, effort);
    for (const value of valid) {
      const speakers = Speakers.ofDefinition(context, type, value);
      const written = writtenInPlace(value, speakers, `x${String(cases.length)}`);
      if (written === undefined) continue;
      cases.push({ valid: true, value, assignment: { type, ...written }, objections: "" });
    }
    for (const value of invalid) {
      // What even the relaxed schema refuses, TypeScript can see.
      if (lenient?.admits(fragment, value) !== false) continue;
      const written = writtenAsVariable(value, `x${String(cases.length)}`);
      const objections = judge.objections(fragment, value);
      cases.push({ valid: false, value, assignment: { type, ...written }, objections });
    }
  }
  return cases;
}

/** The fault of a document that is easiest to read. */
function findingOf(prepared: Prepared, { faults, errors }: Compiled): Finding | undefined {
  const { document, types } = prepared;
  const none = { document, types, definition: undefined, value: undefined, source: undefined };
  if (prepared.outcome === "failed") return { ...none, kind: "the reader failed", reason: prepared.reason };
  if (faults.length > 0) return { ...none, kind: "types that do not compile", reason: faults.join("\n") };
  const found = prepared.cases.flatMap((one, index): readonly Finding[] => {
    const error = errors[index];
    if (one.valid === (error === undefined)) return [];
    const { type, declarations, expression } = one.assignment;
    return [
      {
        document,
        types,
        kind: one.valid
          ? "a valid value that does not compile"
          : "an invalid value that compiles, though nothing was recorded as read wider",
        definition: type,
        value: one.value,
        source: [...declarations, `const value: ${type} = ${expression};`].join("\n"),
        reason: error ?? `Ajv: ${one.objections}`,
      },
    ];
  });
  return found.sort((a, b) => (a.source?.length ?? 0) - (b.source?.length ?? 0))[0];
}

/** A finding as a person reads it. */
export function describeFinding({
  kind,
  document,
  types,
  definition,
  value,
  source,
  reason,
}: Finding): string {
  const lines = [
    `${kind}${definition === undefined ? "" : `: ${definition}`}`,
    `--- schema (${document.dialect}, under definitions.v2)`,
    JSON.stringify(document.definitions, undefined, 2),
    ...(value === undefined ? [] : ["--- value", JSON.stringify(value), "--- as source", source ?? ""]),
    ...(types === "" ? [] : ["--- types", ownTypes(types)]),
    "--- because",
    reason,
  ];
  return lines.join("\n");
}

/** The types without those that every bundle has. */
function ownTypes(types: string): string {
  return types
    .split(/\n(?=\/\*\*|export )/)
    .filter(
      (text) =>
        !/export (type|interface) (Client|Server|Ping|Poke)(Request|Notification|Response)/.test(text),
    )
    .join("\n")
    .trim();
}
