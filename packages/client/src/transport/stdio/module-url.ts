/** Where this module lies. In the CJS build `module-url-cjs.cts` stands in its place. */
// @ts-ignore TS1470 in the CJS build only, whose output of this file is thrown away.
export const moduleUrl: string = import.meta.url;
