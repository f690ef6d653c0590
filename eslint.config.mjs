// Type-aware lint: the compiler says what is wrong, this says what is unwise. Formatting is prettier's.
import js from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const generated = "packages/client/src/generated/**/*.ts";

/** Ways to leave the type system; the only rules that generated code is held to. */
const escapes = /** @type {const} */ ({
  "@typescript-eslint/no-explicit-any": "error",
  "@typescript-eslint/no-unsafe-argument": "error",
  "@typescript-eslint/no-unsafe-assignment": "error",
  "@typescript-eslint/no-unsafe-call": "error",
  "@typescript-eslint/no-unsafe-member-access": "error",
  "@typescript-eslint/no-unsafe-return": "error",
  "@typescript-eslint/no-non-null-assertion": "error",
  "@typescript-eslint/ban-ts-comment": "error",
});

const takeOption = "The client does not read the environment by itself: take it as an option.";

export default defineConfig(
  globalIgnores([
    "**/dist/",
    "packages/client/api/",
    "tools/consumers/rows/types/programs/",
    "**/fixtures/",
    "docs/",
    "tools/site/.built/",
  ]),
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    languageOptions: {
      parserOptions: { project: "tsconfig.lint.json", tsconfigRootDir: import.meta.dirname },
    },
  },
  {
    files: ["**/*.ts"],
    ignores: [generated],
    extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked],
    rules: {
      ...escapes,
      eqeqeq: ["error", "always", { null: "ignore" }],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
      // `import { type T }` stays as `import {}`, which loads the module all the same: it loaded ts-morph for `--version`.
      "@typescript-eslint/no-import-type-side-effects": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      // A `return promise` inside try/catch escapes the catch.
      "@typescript-eslint/return-await": ["error", "error-handling-correctness-only"],
      // `while (true)` is how a reader loops until its stream ends.
      "@typescript-eslint/no-unnecessary-condition": [
        "error",
        { allowConstantLoopConditions: "only-allowed-literals" },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      // The wire may carry values that are newer than our types: a `default` for them counts as exhaustive.
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // An async function without await turns a synchronous throw into a rejection: often the point.
      "@typescript-eslint/require-await": "off",
    },
  },
  {
    name: "client: what a library must not do to its host",
    files: ["packages/client/src/**/*.ts"],
    ignores: [generated],
    rules: {
      "no-console": "error",
      // State changes during an await, and callers in plain JavaScript pass what the types exclude.
      "@typescript-eslint/no-unnecessary-condition": "off",
      "no-restricted-syntax": [
        "error",
        {
          selector: ":matches(NewExpression, CallExpression)[callee.name='Error']",
          message:
            "Throw a class of the CodexError tree (src/errors): callers tell errors apart by name and guard.",
        },
      ],
    },
  },
  {
    name: "client: the environment is the caller's",
    files: ["packages/client/src/**/*.ts"],
    ignores: [
      // These hand it on to a child process, the second as far as the caller says.
      "packages/client/src/transport/stdio/spawn-runtime.ts",
      "packages/client/src/transport/stdio/only-env.ts",
      "packages/client/src/testing/test-environment.ts",
    ],
    rules: {
      "no-restricted-properties": ["error", { object: "process", property: "env", message: takeOption }],
      "no-restricted-imports": [
        "error",
        {
          paths: ["process", "node:process"].map((name) => ({
            name,
            importNames: ["env"],
            message: takeOption,
          })),
        },
      ],
    },
  },
  {
    name: "the one file that is an error in the build that throws it away (see there)",
    files: ["packages/client/src/transport/stdio/module-url.ts"],
    rules: { "@typescript-eslint/ban-ts-comment": ["error", { "ts-ignore": "allow-with-description" }] },
  },
  {
    name: "tests",
    files: ["**/test/**/*.ts"],
    rules: {
      // vitest's asymmetric matchers are `any`.
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unnecessary-condition": "off",
      // Test doubles are objects of closures: taken apart, they still work.
      "@typescript-eslint/unbound-method": "off",
    },
  },
  {
    name: "type tests",
    files: ["**/*.test-d.ts"],
    rules: {
      "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": false }],
      // Statements there exist to be type-checked; nothing runs.
      "@typescript-eslint/no-floating-promises": "off",
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-unused-vars": "off",
    },
  },
  {
    name: "generated code",
    files: [generated],
    plugins: { "@typescript-eslint": tseslint.plugin },
    languageOptions: { parser: tseslint.parser },
    // No comment in the file can lift the rules.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "off" },
    rules: escapes,
  },
  {
    files: ["**/*.{js,mjs}"],
    extends: [js.configs.recommended],
    languageOptions: {
      parserOptions: { project: null },
      globals: { console: false, process: false, performance: false, URL: false },
    },
  },
);
