// What the server gives as `htm.js`.
export * from "htm/preact";
