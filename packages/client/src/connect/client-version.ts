/** The version of this package. A test holds it to `package.json`; `npm run version` sets both. */
export const CLIENT_VERSION = "0.0.0";
