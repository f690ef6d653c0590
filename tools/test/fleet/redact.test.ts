// What a worker keeps of its own out of Redis.
import { expect, it } from "vitest";
import { redactor } from "../../../examples/fleet/redact.js";

const KEY = "-----BEGIN KEY-----\nMIIabcdefgh\n-----END KEY-----";
const redact = redactor({
  API_TOKEN: `quo"ted\\value`,
  DEPLOY_KEY: KEY,
  DATABASE_URL: "postgres://app:hunter2hunter2@db/app",
  DB_PASS: "short",
  HOME: "/home/somebody",
});

it.each([
  ["as it is", `export X='quo"ted\\value'`, "export X='⟨API_TOKEN⟩'"],
  ["in an answer that is JSON", JSON.stringify({ said: `quo"ted\\value` }), '{"said":"⟨API_TOKEN⟩"}'],
  ["of several lines", KEY, "⟨DEPLOY_KEY⟩"],
  ["a line of it, as a diff has it", "+MIIabcdefgh", "+⟨DEPLOY_KEY⟩"],
  ["in a URL", "psql postgres://app:hunter2hunter2@db/app", "psql postgres://app:⟨DATABASE_URL⟩@db/app"],
  ["what is too short to be told from other words, and what is none", "short /home/somebody", undefined],
])("%s", (_, text, redacted = text) => {
  expect(redact.text(text)).toBe(redacted);
  expect(redact.json({ [text]: [text, 1, null] })).toEqual({ [redacted]: [redacted, 1, null] });
});
