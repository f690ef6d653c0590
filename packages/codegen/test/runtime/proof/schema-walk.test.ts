import { beforeAll, describe, expect, it } from "vitest";
import type { JsonSchema } from "../../../src/schema/json-schema.js";
import { emittedText } from "./emitted.js";
import { methodsListed, printedDefinitions } from "./printed.js";
import { readDeclarations, readMethodMaps, type EmittedDeclaration } from "./read-declarations.js";
import type { Declaration } from "./shapes.js";
import { METHOD_LISTS, walkMethods, walkSchema } from "./walk-schema.js";

let stableSchema: ReadonlyMap<string, JsonSchema>;
let experimentalSchema: ReadonlyMap<string, JsonSchema>;
let stable: ReadonlyMap<string, EmittedDeclaration>;
let ownToExperimental: ReadonlyMap<string, EmittedDeclaration>;
/** As an importer of the experimental family sees it. */
let experimental: ReadonlyMap<string, EmittedDeclaration>;

beforeAll(async () => {
  stableSchema = await printedDefinitions("stable");
  experimentalSchema = await printedDefinitions("experimental");
  stable = readDeclarations("types.ts", await emittedText("types.ts"));
  ownToExperimental = readDeclarations("experimental/types.ts", await emittedText("experimental/types.ts"));
  experimental = new Map([...stable, ...ownToExperimental]);
});

const lines = (declarations: ReadonlyMap<string, Declaration>): readonly string[] =>
  [...declarations].map(([name, { text }]) => `${name} = ${text}`).sort();

describe("a walk of the schema without quicktype-core asks for the declarations that are emitted", () => {
  it("all of the stable family", () => {
    const walked = walkSchema(stableSchema);
    expect(walked.size).toBeGreaterThan(stableSchema.size);
    expect(lines(stable)).toEqual(lines(walked));
  });

  it("all of the experimental family", () => {
    const walked = walkSchema(experimentalSchema);
    expect(walked.size).toBeGreaterThan(experimentalSchema.size);
    expect(lines(experimental)).toEqual(lines(walked));
  });

  it("and the marks of what is experimental: what only the second output has", () => {
    const [without, all] = [walkSchema(stableSchema), walkSchema(experimentalSchema)];
    const marks = [...all].flatMap(([name, { keys }]) => {
      const known = without.get(name);
      if (known === undefined) return [name];
      return keys.filter((key) => !known.keys.includes(key)).map((key) => `${name}.${key}`);
    });
    const emitted = [...ownToExperimental].flatMap(([name, declaration]) =>
      declaration.experimental.map((key) => (key === "" ? name : `${name}.${key}`)),
    );
    expect(marks.length).toBeGreaterThan(experimentalSchema.size - stableSchema.size);
    expect(emitted.sort()).toEqual(marks.sort());
    expect([...stable].filter(([, { experimental: marked }]) => marked.length > 0)).toEqual([]);
  });

  it.each(["stable", "experimental"] as const)(
    "and the methods of the %s family, with their params",
    async (family) => {
      const [file, schema] =
        family === "stable" ? ["methods.ts", stableSchema] : ["experimental/methods.ts", experimentalSchema];
      const walked = Object.fromEntries(
        METHOD_LISTS.map((list) => [`${list}s`, walkMethods(schema.get(list) ?? false)]),
      );
      const maps = readMethodMaps(file, await emittedText(file));
      const emitted = [...maps].map(
        ([name, methods]) => [name.replace("Experimental", ""), methods] as const,
      );
      expect(Object.fromEntries(emitted)).toEqual(walked);
      expect(Object.values(walked).map((methods) => methods.size)).toEqual(
        METHOD_LISTS.map((list) => methodsListed(schema, list).length),
      );
    },
  );

  it("and no type that both families share mentions one that they do not", () => {
    const shared = [...stable].filter(([name]) => !ownToExperimental.has(name));
    const torn = shared.filter(([, { mentions }]) =>
      [...mentions].some((name) => ownToExperimental.has(name)),
    );
    expect(torn.map(([name]) => name)).toEqual([]);
  });
});
