/** Any JSON value. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** Where a value stands. */
export type JsonPath = readonly (string | number)[];

/** A JSON value that holds others. */
export type JsonContainer = JsonValue[] | { [key: string]: JsonValue };

/** Whether a value holds others. */
export function isContainer(value: JsonValue | undefined): value is JsonContainer {
  return typeof value === "object" && value !== null;
}

/** Sets a key as JSON.parse does: `__proto__` is a key like any other. */
export function setKey(holder: JsonContainer, key: string | number, value: JsonValue): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}

/** Takes a key out. */
export function dropKey(holder: JsonContainer, key: string | number): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
}

/** Every place in a value but the value itself. */
export function placesIn(value: JsonValue, at: JsonPath = []): readonly JsonPath[] {
  if (!isContainer(value)) return [];
  return Object.entries(value).flatMap(([key, inner]): readonly JsonPath[] => {
    const place = [...at, key];
    return [place, ...placesIn(inner, place)];
  });
}
