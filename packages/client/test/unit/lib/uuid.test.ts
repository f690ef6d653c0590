import { expect, it } from "vitest";

import { canonicalId } from "../../../src/lib/uuid.js";

const id = "01a21fdd-1c9a-7eb0-bf35-e0597edb7f5a";

it.each([
  ["as the server writes it", id, id],
  ["in capitals", id.toUpperCase(), id],
  ["in braces", `{${id}}`, id],
  ["as a URN", `urn:uuid:${id}`, id],
  ["without hyphens", id.replaceAll("-", ""), id],
  ["no UUID", "T-1", "T-1"],
  ["one digit short", id.slice(1), id.slice(1)],
])("the id of a thread, %s", (_, given, want) => {
  expect(canonicalId(given)).toBe(want);
});
