import { UsageError } from "../errors/usage-error.js";

/**
 * The JSON of what is sent; `undefined` if there is nothing. The server reads JSON strictly, and gives no answer to what it cannot
 * read: text that is not well-formed is sent with U+FFFD in place of each lone surrogate, and refused where it names something.
 *
 * @param what Whose JSON it is, for errors, such as `the parameters of turn/start`.
 * @throws UsageError for what has no JSON form, such as a cycle or a bigint; for a number that JSON would write as `null`; for
 * an id, a path or a key that is not well-formed.
 */
export function toWireJson(what: string, value: unknown): string | undefined {
  let json: string | undefined;
  try {
    json = JSON.stringify(value);
  } catch (cause) {
    throw new UsageError("params", `${capital(what)} have no JSON form.`, { cause });
  }
  // Only these two may stand for something that was not meant: looking at each value takes longer.
  return json !== undefined && ((json.includes("null") && hidesNumber(value)) || json.includes("\\ud"))
    ? JSON.stringify(value, wellFormed(what))
    : json;
}

/** Whether a `null` in the JSON of a value may stand for a number that JSON cannot write. What is not plain says itself what it is. */
function hidesNumber(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(hidesNumber);
  if (Object.getPrototypeOf(value) !== Object.prototype || "toJSON" in value) return true;
  return Object.values(value).some(hidesNumber);
}

/** What names something would name something else with a replacement in it. */
const naming = /^(?:id|cwd|cursor)$|(?:Id|Ids|[pP]ath|[pP]aths|Root|Roots)$/;

function wellFormed(what: string): (this: unknown, key: string, value: unknown) => unknown {
  const paths = new WeakMap<object, string>();
  return function (this: unknown, key: string, value: unknown): unknown {
    const holder = this as object;
    const isItem = Array.isArray(holder);
    const parent = paths.get(holder) ?? "";
    const path = isItem ? `${parent}[${key}]` : parent === "" ? key : `${parent}.${key}`;
    if (!isItem && !key.isWellFormed()) {
      throw refusal(path.toWellFormed(), what, "is a key that is not well-formed text");
    }
    if (typeof value === "number" && !Number.isFinite(value)) {
      throw refusal(path, what, `is ${String(value)}, which JSON cannot say`);
    }
    if (typeof value === "string" && !value.isWellFormed()) {
      if (naming.test(path.replace(/(?:\[\d+\])+$/, "").replace(/^.*\./, ""))) {
        throw refusal(path, what, "names something, and is not well-formed text");
      }
      return value.toWellFormed();
    }
    if (typeof value === "object" && value !== null) paths.set(value, path);
    return value;
  };
}

function refusal(path: string, what: string, problem: string): UsageError {
  return new UsageError(path, `${path} in ${what} ${problem}.`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
