import { beforeAll, describe, expect, it } from "vitest";
import { ALLOWED, ALLOWED_EXPERIMENTAL } from "./allowed.js";
import { printedDefinitions, type Family } from "./printed.js";
import { askWitness } from "./witness.js";

describe.each<[Family, number]>([
  ["stable", 754],
  ["experimental", 921],
])("the runtime's own TypeScript output, %s", (family, names) => {
  const allowed = family === "stable" ? ALLOWED : [...ALLOWED, ...ALLOWED_EXPERIMENTAL];
  let shared: readonly string[];
  let lines: readonly string[];

  beforeAll(async () => {
    const [definitions, compared] = await Promise.all([printedDefinitions(family), askWitness(family)]);
    shared = compared.shared;
    lines = [
      ...compared.differences,
      ...compared.onlyTheirs.map((name) => `only theirs: ${name}`),
      // Variants have names with us that neither the schema nor the witness gives them.
      ...compared.onlyOurs.filter((name) => definitions.has(name)).map((name) => `only ours: ${name}`),
    ];
  }, 60_000);

  it(`says the same of ${names} types, null, undefined and bigint aside`, () => {
    expect(shared).toHaveLength(names);
    expect(lines.filter((line) => !allowed.some((entry) => entry.lines.test(line)))).toEqual([]);
  });

  it.each(allowed)("still differs as allowed: $reason", (entry) => {
    expect(lines.filter((line) => entry.lines.test(line))).toHaveLength(entry.times);
  });
});
