import { beforeAll, describe, expect, it } from "vitest";
import { ALLOWED, ALLOWED_EXPERIMENTAL } from "./allowed.js";
import type { JsonSchema } from "../../../src/schema/json-schema.js";
import { methodsListed, printedDefinitions, type Family } from "./printed.js";
import { askWitness } from "./witness.js";

describe.each<Family>(["stable", "experimental"])("the runtime's own TypeScript output, %s", (family) => {
  const allowed = family === "stable" ? ALLOWED : [...ALLOWED, ...ALLOWED_EXPERIMENTAL];
  let shared: readonly string[];
  let lines: readonly string[];
  let defined: ReadonlyMap<string, JsonSchema>;

  beforeAll(async () => {
    const [definitions, compared] = await Promise.all([printedDefinitions(family), askWitness(family)]);
    shared = compared.shared;
    defined = definitions;
    lines = [
      ...compared.differences,
      ...compared.onlyTheirs.map((name) => `only theirs: ${name}`),
      // Variants have names with us that neither the schema nor the witness gives them.
      ...compared.onlyOurs.filter((name) => definitions.has(name)).map((name) => `only ours: ${name}`),
    ];
  }, 60_000);

  it("says the same of every type that both have, null, undefined and bigint aside", () => {
    // Names that one side alone has are among the lines.
    const ownAlone = lines.filter((line) => line.startsWith("only ours: ")).length;
    expect(shared.filter((name) => defined.has(name))).toHaveLength(defined.size - ownAlone);
    expect(lines.filter((line) => !allowed.some((entry) => entry.lines.test(line)))).toEqual([]);
  });

  it.each(allowed)("still differs as allowed: $reason", (entry) => {
    const { times } = entry;
    expect(lines.filter((line) => entry.lines.test(line))).toHaveLength(
      typeof times === "number" ? times : methodsListed(defined, "ServerNotification").length,
    );
  });
});
