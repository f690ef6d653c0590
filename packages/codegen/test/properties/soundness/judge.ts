import { Ajv, type Options, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { JsonValue } from "../fuzz/json.js";
import type { Dialect } from "./schema-places.js";

const DOCUMENT = "bundle:";

const OPTIONS: Options = {
  strict: false,
  logger: false,
  // A format is a word about a string here, and no reason to refuse it.
  validateFormats: false,
  validateSchema: false,
  // Otherwise every object has a property `constructor`.
  ownProperties: true,
};

/** Says by Ajv what a document's schemas admit. */
export class Judge {
  readonly #ajv: Ajv;
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(bundle: object, dialect: Dialect) {
    this.#ajv = dialect === "2020-12" ? new Ajv2020(OPTIONS) : new Ajv(OPTIONS);
    this.#ajv.addSchema(bundle, DOCUMENT);
  }

  /** Whether the schema at a fragment such as `#/definitions/v2/Alpha` admits a value; `undefined` where Ajv cannot say. */
  admits(fragment: string, value: JsonValue): boolean | undefined {
    try {
      return this.#validator(fragment)(value);
    } catch (error) {
      // fast-deep-equal calls the `toString` that a value has as a property of its own.
      if (error instanceof TypeError && error.message.includes("toString")) return undefined;
      throw error;
    }
  }

  /** Why it does not. */
  objections(fragment: string, value: JsonValue): string {
    const validator = this.#validator(fragment);
    validator(value);
    return this.#ajv.errorsText(validator.errors, { dataVar: "", separator: "; " });
  }

  #validator(fragment: string): ValidateFunction {
    let known = this.#validators.get(fragment);
    if (known === undefined) {
      known = this.#ajv.getSchema(DOCUMENT + fragment);
      if (known === undefined) throw new Error(`no schema stands at ${fragment}`);
      this.#validators.set(fragment, known);
    }
    return known;
  }
}
