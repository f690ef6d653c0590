import { isRecord, memberOf } from "./guards.js";

/**
 * The names of the variants of a union that are known: the text of one that is text, the `type` of an object that has one, else the member that
 * an object is named by. What stands in a union for variants to come has none.
 *
 * @example
 * ```ts
 * import type { CodexErrorInfo } from "@codex-typed/client/types";
 *
 * const names: VariantName<CodexErrorInfo>[] = ["serverOverloaded", "httpConnectionFailed"];
 * ```
 */
export type VariantName<Union> = Union extends string
  ? string extends Union
    ? never
    : Union
  : Union extends Tagged
    ? string extends Union["type"]
      ? never
      : Union["type"]
    : string extends keyof Union
      ? never
      : keyof Union & string;

/** The variants of that name. */
type Named<Union, Name> = Union extends string
  ? Union extends Name
    ? Union
    : never
  : Union extends Tagged
    ? Union["type"] extends Name
      ? Union
      : never
    : string extends keyof Union
      ? never
      : Name extends keyof Union
        ? Union
        : never;

/** A variant that says its name. */
interface Tagged {
  /** The name. */
  readonly type: string;
}

/**
 * Whether a value is the variant of that name. Unions that the server may extend hold, beside what is known, any text or any object, so that
 * neither `===` nor `in` narrows them.
 *
 * @param value A variant of a union of text and objects; `null` and `undefined` are none.
 * @param name One of {@link VariantName}.
 * @example
 * ```ts
 * const info = isTurnFailedError(error) ? error.result.error?.codexErrorInfo : undefined;
 * if (isVariant(info, "httpConnectionFailed")) console.error(info.httpConnectionFailed.httpStatusCode);
 * ```
 */
export function isVariant<Union, Name extends VariantName<Union>>(
  value: Union,
  name: Name,
): value is Extract<Union, Named<Union, Name>> {
  const given: unknown = value;
  if (!isRecord(given)) return given === name;
  const type = memberOf(given, "type");
  return typeof type === "string" ? type === name : Object.hasOwn(given, name);
}
