/** In milliseconds. Longer waits make a Node timer fire at once; nobody waits 24 days. */
export const longestTimer = 2 ** 31 - 1;
