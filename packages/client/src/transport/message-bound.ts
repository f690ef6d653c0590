/** The default bound on one message: images travel inline as base64, so messages of tens of megabytes are legal. */
export const defaultMaxMessageBytes = 128 * 1024 * 1024;
