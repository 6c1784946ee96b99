// @ts-check
// What `npm run check` consists of: each part a command that says what is wrong and exits with another status than 0.

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {readonly (readonly string[])[]} commands run one after the other, up to the first that fails
 */

const bin = (/** @type {string} */ name) => `node_modules/.bin/${name}`;

/**
 * In the order in which they are started, the longest first.
 *
 * @type {readonly Part[]}
 */
export const parts = [
  // The projects as they are shipped, then everything as one program, specs included.
  {
    name: 'types',
    commands: [
      [bin('tsc'), '-b'],
      [bin('tsc'), '-p', 'tsconfig.all.json'],
    ],
  },
  { name: 'lint', commands: [[bin('eslint'), '--max-warnings', '0', '.']] },
  { name: 'format', commands: [[bin('prettier'), '--check', '--log-level', 'warn', '.']] },
  {
    name: 'imports',
    commands: [[bin('depcruise'), '--config', '.dependency-cruiser.mjs', 'libs', 'apps', 'test', 'scripts']],
  },
  { name: 'proto lint', commands: [[bin('buf'), 'lint']] },
  // `proto/tributary` is part of it: what is given there is formatted, too.
  { name: 'proto format', commands: [[bin('buf'), 'format', 'proto', '--diff', '--exit-code']] },
  // What the protos do to the composite here since they were last merged.
  { name: 'impact', commands: [[process.execPath, 'scripts/check/impact.mjs']] },
  { name: 'names', commands: [[process.execPath, 'scripts/check/names.mjs']] },
];
