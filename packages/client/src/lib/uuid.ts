const hyphened = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/**
 * An id as the server writes it. It takes UUIDs in capitals, in braces, as a URN and without hyphens too, and answers in the usual
 * form; what is none stays as it is.
 */
export function canonicalId(id: string): string {
  if (hyphened.test(id)) return id;
  const digits = id
    .toLowerCase()
    .replace(/^urn:uuid:|[{}]/g, "")
    .replaceAll("-", "");
  const found = parts.exec(digits);
  return found === null ? id : found.slice(1).join("-");
}
