// Put into the build where the sources say `Symbol.dispose`: Node 20 and 22 have no such symbol in the realms that test runners make.
// Those of the registry are what the helpers of compilers take in its stead, so that `using` finds what the client has.
const { dispose, asyncDispose } = Symbol;

export const symbolDispose = dispose ?? Symbol.for("Symbol.dispose");
export const symbolAsyncDispose = asyncDispose ?? Symbol.for("Symbol.asyncDispose");
