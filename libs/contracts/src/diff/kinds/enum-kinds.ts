import type { ChangeEntry } from './change-entry.ts';

/** Enums and their values. */
export const enumKinds = {
  'enum-added': {
    summary: 'an enum is new',
    advice: 'nothing to do',
    effects: { source: 'harmless' },
    bufRules: [],
  },
  'enum-removed': {
    summary: 'an enum is gone',
    advice: 'keep it, deprecated, until nobody uses it',
    effects: { source: 'breaking' },
    bufRules: ['ENUM_NO_DELETE', 'PACKAGE_ENUM_NO_DELETE'],
  },
  'enum-renamed': {
    summary: 'an enum has another name and the same values',
    advice: 'keep the name: generated code knows it',
    effects: { source: 'breaking' },
    bufRules: ['ENUM_NO_DELETE', 'PACKAGE_ENUM_NO_DELETE'],
  },
  'enum-moved': {
    summary: 'an enum stands in another file',
    advice: 'import the new file publicly in the old one',
    effects: { source: 'breaking' },
    bufRules: ['ENUM_NO_DELETE'],
  },
  'enum-openness-changed': {
    summary: 'an enum takes numbers that it does not know, or does not any more',
    advice: 'keep it: unknown numbers are read in another way',
    effects: { wire: 'risky', source: 'breaking', semantic: 'breaking' },
    bufRules: ['ENUM_SAME_TYPE'],
  },
  'enum-json-format-changed': {
    summary: 'an enum gained or lost its support of JSON',
    advice: 'keep `json_format` as it was',
    effects: { json: 'breaking' },
    bufRules: ['ENUM_SAME_JSON_FORMAT'],
  },
  'enum-default-changed': {
    summary: 'the first value of an enum is another: fields that are unset read as it',
    advice: 'keep the first value first',
    effects: { semantic: 'breaking' },
    bufRules: [],
  },
  'enum-value-added': {
    summary: 'an enum has a new value',
    advice: 'readers must have a branch for values that they do not know; send it only once they have',
    effects: { wire: 'harmless', json: 'risky', source: 'risky', semantic: 'risky' },
    bufRules: [],
  },
  'enum-value-removed': {
    summary: 'a value of an enum is gone',
    advice: 'deprecate it first; then reserve its number and its name',
    effects: { wire: 'risky', json: 'breaking', source: 'breaking', semantic: 'breaking' },
    bufRules: [
      'ENUM_VALUE_NO_DELETE',
      'ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED',
      'ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED',
    ],
  },
  'enum-value-renamed': {
    summary: 'a value of an enum has another name, or lost one of its names',
    advice: 'keep the name, or add the new one as an alias for a while',
    effects: { json: 'breaking', source: 'breaking' },
    bufRules: ['ENUM_VALUE_SAME_NAME'],
  },
  'enum-value-renumbered': {
    summary: 'a value of an enum has another number',
    advice: 'keep the number: it is what is on the wire',
    effects: { wire: 'breaking', source: 'risky', semantic: 'breaking' },
    bufRules: [
      'ENUM_VALUE_NO_DELETE',
      'ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED',
      'ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED',
      'ENUM_VALUE_SAME_NAME',
    ],
  },
} as const satisfies Record<string, ChangeEntry>;
