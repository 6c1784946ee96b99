import type { ChangeEntry } from './change-entry.ts';

/** Options of whatever carries them. */
export const optionKinds = {
  'validation-tightened': {
    summary: 'a rule of `buf.validate` takes fewer values',
    advice: 'deploy who sends before who checks',
    effects: { semantic: 'breaking' },
    bufRules: [],
  },
  'validation-loosened': {
    summary: 'a rule of `buf.validate` takes more values',
    advice: 'deploy who checks before who sends; readers get values that they never saw',
    effects: { semantic: 'risky' },
    bufRules: [],
  },
  'validation-changed': {
    summary: 'a rule of `buf.validate` takes other values, or cannot be compared',
    advice: 'read both rules: values of today may be refused',
    effects: { semantic: 'breaking' },
    bufRules: [],
  },
  deprecated: {
    summary: 'something is deprecated',
    advice: 'say what to use instead',
    effects: { source: 'risky' },
    bufRules: [],
  },
  undeprecated: {
    summary: 'something is not deprecated any more',
    advice: 'nothing to do',
    effects: { source: 'harmless' },
    bufRules: [],
  },
  'feature-changed': {
    summary: 'a feature of editions changed that no other kind tells of',
    advice: 'read what it means to the generators in use',
    effects: { source: 'risky' },
    bufRules: [],
  },
  'option-changed': {
    summary: 'an option changed that no other kind tells of',
    advice: 'ask whoever reads the option',
    effects: { source: 'risky', semantic: 'risky' },
    bufRules: [],
  },
  'composition-added': {
    summary: 'something is composed that was not (`tributary.v1`)',
    advice: 'see what it does to the plans',
    effects: { semantic: 'risky' },
    bufRules: [],
  },
  'composition-removed': {
    summary: 'something is not composed any more (`tributary.v1`)',
    advice: 'see what it does to the plans',
    effects: { semantic: 'breaking' },
    bufRules: [],
  },
  'composition-changed': {
    summary: 'something is composed in another way (`tributary.v1`)',
    advice: 'see what it does to the plans',
    effects: { semantic: 'risky' },
    bufRules: [],
  },
} as const satisfies Record<string, ChangeEntry>;
