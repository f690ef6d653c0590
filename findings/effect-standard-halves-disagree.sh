#!/usr/bin/env bash
# effect 4.1.0: of one object with both Standard interfaces, `validate` refuses values that its own `jsonSchema.input` admits.
# The JSON Schema describes what effect's JSON codec would read, and `validate` what the schema itself takes: an optional key may be null in the one, and
# any `Schema.Number` "NaN" or "Infinity" as a string. A model that keeps to the schema gives answers that are refused. A description on
# `Schema.Number` is not printed either, though that on `Schema.Finite` is. (`Schema.optionalKey` and `Schema.Finite` agree in both.)
# Seen: {"note":null,"count":1} and {"count":"NaN"} valid for Ajv by the printed schema, refused by validate with "Expected string | undefined", "Expected number".
# Needs Node and npm. Installs the packages in a temporary folder, and fails if what is described is no longer seen.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund effect@4.1.0 ajv@8.20.0
cat >finding.mjs <<'PROGRAM'
import assert from "node:assert/strict";
import { Ajv2020 } from "ajv/dist/2020.js";
import { Schema } from "effect";

/** What the two halves of the Standard object say of each value. */
function verdicts(schema, values) {
  const standard = Schema.toStandardJSONSchemaV1(Schema.toStandardSchemaV1(schema))["~standard"];
  const printed = standard.jsonSchema.input({ target: "draft-2020-12" });
  const isValid = new Ajv2020().compile(printed);
  return values.map((value) => {
    const { issues } = standard.validate(value);
    console.log(`effect 4.1.0: ${JSON.stringify(value)}: valid by its schema: ${isValid(value)}; validate: ${issues?.[0].message ?? "valid"}`);
    return [isValid(value), issues === undefined];
  });
}
const values = [{ count: 1 }, { note: null, count: 1 }, { count: "NaN" }];
const loose = Schema.Struct({ note: Schema.optional(Schema.String), count: Schema.Number });
const exact = Schema.Struct({ note: Schema.optionalKey(Schema.String), count: Schema.Finite });
assert.deepEqual(verdicts(loose, values), [[true, true], [true, false], [true, false]]);
assert.deepEqual(verdicts(exact, values), [[true, true], [false, false], [false, false]]);
const described = (schema) => Schema.toStandardJSONSchemaV1(schema.annotate({ description: "How many" }))["~standard"].jsonSchema.input({ target: "draft-2020-12" });
const [number, finite] = [Schema.Number, Schema.Finite].map((schema) => JSON.stringify(described(schema)));
console.log(`A description on Number: ${number}; on Finite: ${finite}`);
assert.ok(!number.includes("How many"));
assert.ok(finite.includes("How many"));
PROGRAM
node finding.mjs
