// Lint with types. Every rule is an error, since a warning is read by nobody; a suppression that suppresses nothing is one
// too, so that none outlives its reason.
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { documentedExports } from './scripts/lint/documented-exports.mjs';

/** Specs, and what only they use. */
const specs = ['**/*.spec.ts', '**/src/testing/**', 'libs/*/test/**'];

/** Rooms that get clock, randomness, timers and identifiers from outside, so that tests move time by hand. */
const pureRooms = ['wire', 'language', 'plan', 'cache', 'engine'];

const fromOutside = 'comes in from outside in this room (docs/decisions/0001-rooms.md)';

export default defineConfig(
  { ignores: ['**/dist/', '**/generated/', '**/includes/', '**/coverage/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.all.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      // The house style by name; most of it is part of the preset and stands here so that it stays.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/strict-boolean-expressions': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': ['error', { fixMixedExportsWithInlineTypeSpecifier: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-console': 'error',

      // Where the preset gets in the way of plain code.
      // A number in a template reads as itself.
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true, allowArray: true },
      ],
      // `() => cancel()` and `return done();` are the shortest ways to say it.
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // Loops over bytes run until they return.
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // Code points are what `[...text]` is for.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // A NestJS module is a class with a decorator and nothing in it.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
    },
  },
  {
    files: pureRooms.map((room) => `libs/${room}/src/**/*.ts`),
    ignores: specs,
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: `The environment ${fromOutside}.` },
        ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'performance'].map((name) => ({
          name,
          message: `Time ${fromOutside}.`,
        })),
        { name: 'crypto', message: `Randomness ${fromOutside}.` },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: `Time ${fromOutside}.` },
        { object: 'Math', property: 'random', message: `Randomness ${fromOutside}.` },
        ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'process', 'performance', 'crypto'].map(
          (property) => ({
            object: 'globalThis',
            property,
            message: `What moves the outside ${fromOutside}.`,
          }),
        ),
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            {
              name: 'node:crypto',
              allowImportNames: ['createHash', 'hash'],
              message: `Digests depend on nothing else; randomness ${fromOutside}.`,
            },
          ],
        },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: `Time ${fromOutside}.` },
      ],
    },
  },
  {
    files: ['libs/*/src/**/*.ts', 'apps/*/src/**/*.ts'],
    ignores: specs,
    plugins: { house: { rules: { 'documented-exports': documentedExports } } },
    rules: {
      'house/documented-exports': 'error',
      // A longer file says in its header why, beside the suppression.
      'max-lines': ['error', { max: 450 }],
    },
  },
  {
    // Printing is what a command line is for.
    files: ['apps/tributary/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['libs/*/src/index.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportAllDeclaration[exported=null]', message: "A room's door names every export." },
      ],
    },
  },
  {
    // Rules that ask of a test what only shipped code owes: a spec may reach into what it has just built.
    files: [...specs, 'test/**/*.ts'],
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
  {
    // Scripts: plain JavaScript with types in comments.
    files: ['**/*.mjs', '**/*.js'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: './tsconfig.all.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
    },
  },
  prettier,
);
