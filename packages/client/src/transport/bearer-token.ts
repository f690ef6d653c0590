/** What can stand behind `Bearer` in a header. */
export const bearerToken = /^[\x21-\x7e]+$/;
