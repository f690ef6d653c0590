#!/usr/bin/env bash
# @valibot/to-json-schema 1.8.0 with valibot 1.5.0: the JSON Schema of `v.isoDateTime()` and of `v.isoTime()` admits no value that valibot takes.
# They become the formats "date-time" and "time", which ask for seconds and a zone; the two validators take neither. A model that is held to the schema
# gives answers that are all refused, and valibot's own values do not pass a validator of the schema. `v.isoTimestamp()`, which is what "date-time" says,
# prints the same schema, and agrees with it; `v.isoTimeSecond()` prints a pattern, and agrees too.
# Seen: "2026-01-01T12:00" taken by valibot alone, "2026-01-01T12:00:00Z" by Ajv alone; "12:00" and "12:00:00Z" likewise; timestamp and seconds: by both or none.
# Needs Node and npm. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund valibot@1.5.0 @valibot/to-json-schema@1.8.0 ajv@8.20.0 ajv-formats@3.0.1
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { toJsonSchema } from "@valibot/to-json-schema";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import * as v from "valibot";

const ajv = new Ajv();
addFormats.default(ajv);
const dates = ["2026-01-01T12:00", "2026-01-01T12:00:00", "2026-01-01T12:00:00Z", "2026-01-01T12:00:00+01:00"];
const times = ["12:00", "12:00:00", "12:00:00Z", "12:00:00+01:00"];
const seen = {};
for (const [name, texts] of Object.entries({ isoDateTime: dates, isoTimestamp: dates, isoTime: times, isoTimeSecond: times })) {
  const schema = v.pipe(v.string(), v[name]());
  const printed = toJsonSchema(schema);
  const admits = ajv.compile(printed);
  const valid = { both: [], valibot: [], schema: [] };
  for (const text of texts) {
    const [taken, admitted] = [v.is(schema, text), admits(text)];
    if (taken || admitted) valid[taken && admitted ? "both" : taken ? "valibot" : "schema"].push(text);
  }
  seen[name] = { format: printed.format, ...valid };
}
console.log("valibot 1.5.0, @valibot/to-json-schema 1.8.0:", seen);
const zoned = dates.slice(2);
assert.deepEqual(seen, {
  isoDateTime: { format: "date-time", both: [], valibot: [dates[0]], schema: zoned },
  isoTimestamp: { format: "date-time", both: zoned, valibot: [], schema: [] },
  isoTime: { format: "time", both: [], valibot: [times[0]], schema: times.slice(2) },
  isoTimeSecond: { format: undefined, both: [times[1]], valibot: [], schema: [] },
});
PROGRAM
node finding.mjs
