import { describe, expect, it } from "vitest";
import { parseTime } from "../../bench/codegen/cold-run.js";
import { jsonSchemaOf, openApiOf } from "../../bench/codegen/inputs.js";
import { growthExponent, interleaved, median, medianRatio, spread } from "../../bench/codegen/statistics.js";
import { loadWarning, secondsCell, table } from "../../bench/codegen/table.js";

describe("statistics", () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])("the median of %j is %d", (values, want) => {
    expect(median(values)).toBe(want);
  });

  it("a spread keeps the extremes and refuses nothing at all", () => {
    expect(spread([10, 2, 3])).toEqual({ median: 3, min: 2, max: 10 });
    expect(() => spread([])).toThrow(RangeError);
  });

  it("ratios are taken within a round, so that a slow round does not count", () => {
    expect(medianRatio([1, 10, 2], [2, 20, 4])).toBe(0.5);
  });

  it.each([
    ["linear", 200, 1],
    ["quadratic", 400, 2],
    ["constant", 100, 0],
  ])("growth that is %s", (_name, time, want) => {
    expect(
      growthExponent([
        { size: 5, time: 100 },
        { size: 10, time },
      ]),
    ).toBeCloseTo(want);
  });

  it("contenders take turns", async () => {
    const order: string[] = [];
    const results = await interleaved(["a", "b"], 2, async (item, round) => {
      order.push(item);
      return round;
    });
    expect(order).toEqual(["a", "b", "a", "b"]);
    expect(results.get("b")).toEqual([0, 1]);
  });
});

describe("the tables", () => {
  it("align names left and numbers right", () => {
    expect(
      table(
        ["", "s"],
        [
          ["a", "10"],
          ["long", "2"],
        ],
      ),
    ).toBe("       s\n────────\na     10\nlong   2");
  });

  it("show seconds with their spread", () => {
    expect(secondsCell({ median: 1834, min: 1700, max: 2101 })).toBe("1.83 (1.70–2.10)");
  });

  it("warn of a busy machine only", () => {
    expect(loadWarning(0.2, 2)).toBeUndefined();
    expect(loadWarning(1.9, 2)).toContain("WARNING");
  });
});

describe("a measured run", () => {
  it("reads the shell's time below whatever else the shell had to say", () => {
    expect(parseTime("bash: warning: setlocale\n1.203 0.124 0.356\n")).toEqual([1.203, 0.124, 0.356]);
    expect(() => parseTime("real 1m2s")).toThrow("not what the shell's time prints");
  });
});

describe("the schema as the other generators take it", () => {
  const bundle = {
    file: "x.json",
    runtimeVersion: null,
    definitions: new Map([
      ["A", { schema: { allOf: [{ $ref: "#/definitions/B" }] }, pointer: "/definitions/A" }],
      ["B", { schema: { type: "string" }, pointer: "/definitions/B" }],
    ]),
  };

  it("is one JSON Schema with all definitions", () => {
    expect(jsonSchemaOf(bundle)).toMatchObject({ definitions: { B: { type: "string" } } });
  });

  it("is one OpenAPI document whose references resolve", () => {
    expect(openApiOf(bundle)).toMatchObject({
      openapi: "3.1.0",
      components: { schemas: { A: { allOf: [{ $ref: "#/components/schemas/B" }] }, B: { type: "string" } } },
    });
  });
});
