import { Project, type ts } from "ts-morph";
import { expect, it } from "vitest";
import { TypeComparison } from "./compare-types.js";

/** One for all: it reads the compiler's library, which takes a second. */
const project = new Project({ compilerOptions: { strict: true }, useInMemoryFileSystem: true });

it.each<[string, { ours: string; theirs: string; differences: readonly string[] }]>([
  [
    "null, undefined, optional keys, bigint and the order of things",
    {
      ours: '{ a?: number | null; b: "x" | "y" }',
      theirs: '{ b: "y" | "x"; a: bigint | null }',
      differences: [],
    },
  ],
  [
    "an empty struct",
    { ours: "{ [key: string]: unknown }", theirs: "Record<string, never>", differences: [] },
  ],
  ["literals beside a string", { ours: '"x" | (string & {})', theirs: "string", differences: [] }],
  [
    "a key's name",
    { ours: "{ turn_id: string }", theirs: "{ turnId: string }", differences: ["T: turn_id ≠ turnId"] },
  ],
  [
    "a key's type, however deep",
    {
      ours: "{ a: { b: string }[] }",
      theirs: "{ a: { b: number }[] }",
      differences: ["T.a[].b: string ≠ number"],
    },
  ],
  ["a value of an enum", { ours: '"x"', theirs: '"x" | "y"', differences: ['T: "x" ≠ "x" | "y"'] }],
  [
    "a case of a union",
    {
      ours: '{ type: "a" } | { type: "b" }',
      theirs: '{ type: "a" } | { type: "b" } | { type: "c" }',
      differences: ["T<type=c>: no such case ≠ a case"],
    },
  ],
  [
    "a key of a case",
    {
      ours: '{ type: "a"; x: string } | { type: "b" }',
      theirs: '{ type: "a"; y: string } | { type: "b" }',
      differences: ["T<type=a>: type x ≠ type y"],
    },
  ],
  [
    "a lost map",
    {
      ours: "{ known: string }",
      theirs: "{ known: string } & { [key: string]: string }",
      differences: ["T[key]: closed ≠ a map"],
    },
  ],
  ["anything", { ours: "unknown", theirs: "{ a: string }", differences: ["T: anything ≠ Theirs"] }],
])("the comparison of types tells of %s what it should", (_name, { ours, theirs, differences }) => {
  const file = project.createSourceFile("types.ts", `type Ours = ${ours};\ntype Theirs = ${theirs};\n`, {
    overwrite: true,
  });
  const type = (name: string): ts.Type => file.getTypeAliasOrThrow(name).getType().compilerType;
  const comparison = new TypeComparison(project.getTypeChecker().compilerObject, new Set());
  comparison.compare(type("Ours"), type("Theirs"), "T");
  expect(comparison.differences).toEqual(differences);
});
