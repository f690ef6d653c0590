import { expect, it } from "vitest";
import { shortRunFlags } from "../../../src/cli/short-run.js";

it.each([
  ["11.3.244.8-node.38", "20", ["--interrupt-budget=1000000"]],
  ["12.4.254.21-node.57", "22", ["--invocation-count-for-turbofan=30000", "--invocation-count-for-osr=8000"]],
  ["13.6.233.17-node.53", "24", []],
  ["14.6.202.34-node.40", "26", []],
])("V8 %s, of Node %s, is given only flags that it knows", (v8, _node, flags) => {
  expect(shortRunFlags(v8)).toEqual(flags);
});
