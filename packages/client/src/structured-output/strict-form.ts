type Schema = Readonly<Record<string, unknown>>;

/**
 * A library's JSON Schema in the form that strict structured output asks for, which is what the runtime makes of it: every
 * object closed, alternatives as `anyOf`, no `$schema`. The model is then held to no more than the library itself accepts, and
 * the library has the last word on the answer. Optional properties stay optional: OpenAI's API refuses them, others do not.
 */
export function strictForm(schema: Schema): Schema {
  const { $schema: _, ...rest } = schema;
  // Closed parts of an `allOf` would forbid each other's properties.
  return mentions(rest, "allOf") ? rest : strict(rest);
}

function strict(schema: Schema): Schema {
  const { oneOf, ...rest } = mapValues(schema, strictAt);
  return {
    ...rest,
    // Where a library writes `oneOf`, a discriminator tells the alternatives apart.
    ...(oneOf === undefined ? {} : { anyOf: oneOf }),
    ...("properties" in schema && !("additionalProperties" in schema) ? { additionalProperties: false } : {}),
  };
}

/** Strict, for the keywords that hold schemas; everything else is data, such as an example or a default. */
function strictAt(value: unknown, keyword: string): unknown {
  switch (keyword) {
    case "properties":
    case "$defs":
      return isSchema(value) ? mapValues(value, strictIfSchema) : value;
    case "anyOf":
    case "oneOf":
    case "prefixItems":
      return Array.isArray(value) ? value.map(strictIfSchema) : value;
    case "items":
    case "additionalProperties":
      return strictIfSchema(value);
    default:
      return value;
  }
}

function strictIfSchema(value: unknown): unknown {
  return isSchema(value) ? strict(value) : value;
}

function mentions(value: unknown, keyword: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, member]) => key === keyword || mentions(member, keyword));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function mapValues(schema: Schema, map: (value: unknown, key: string) => unknown): Schema {
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, map(value, key)]));
}
