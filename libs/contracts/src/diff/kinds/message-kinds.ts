import type { ChangeEntry } from './change-entry.ts';

/** Messages, and what stands in them beside fields. */
export const messageKinds = {
  'message-added': {
    summary: 'a message is new',
    advice: 'nothing to do',
    effects: { source: 'harmless' },
    bufRules: [],
  },
  'message-removed': {
    summary: 'a message is gone',
    advice: 'keep it, deprecated, until nobody uses it',
    effects: { wire: 'risky', json: 'risky', source: 'breaking' },
    bufRules: ['MESSAGE_NO_DELETE', 'PACKAGE_MESSAGE_NO_DELETE'],
  },
  'message-renamed': {
    summary: 'a message has another name and the same content',
    advice: 'keep the name: generated code and `Any` know it',
    effects: { json: 'risky', source: 'breaking', wire: 'risky' },
    bufRules: ['MESSAGE_NO_DELETE', 'PACKAGE_MESSAGE_NO_DELETE'],
  },
  'message-moved': {
    summary: 'a message stands in another file',
    advice: 'import the new file publicly in the old one',
    effects: { source: 'breaking' },
    bufRules: ['MESSAGE_NO_DELETE'],
  },
  'message-set-changed': {
    summary: 'a message became a message set, or is none any more',
    advice: 'make a new message',
    effects: { wire: 'breaking' },
    bufRules: [],
  },
  'message-json-format-changed': {
    summary: 'a message gained or lost its support of JSON',
    advice: 'keep `json_format` as it was',
    effects: { json: 'breaking' },
    bufRules: ['MESSAGE_SAME_JSON_FORMAT'],
  },
  'message-accessor-changed': {
    summary: 'generated code of a message gained or lost its standard descriptor accessor',
    advice: 'keep `no_standard_descriptor_accessor` as it was',
    effects: { source: 'breaking' },
    bufRules: ['MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR'],
  },
  'extension-range-added': {
    summary: 'a message takes extensions of more numbers',
    advice: 'nothing to do',
    effects: { wire: 'harmless' },
    bufRules: [],
  },
  'extension-range-removed': {
    summary: 'a message takes extensions of fewer numbers',
    advice: 'keep the range: extensions of others may be in it',
    effects: { wire: 'risky', source: 'breaking' },
    bufRules: ['EXTENSION_MESSAGE_NO_DELETE'],
  },
  'reserved-added': {
    summary: 'numbers or a name are reserved',
    advice: 'nothing to do',
    effects: { source: 'harmless' },
    bufRules: [],
  },
  'reserved-removed': {
    summary: 'numbers or a name are not reserved any more',
    advice: 'keep them reserved: old messages may still hold what they meant',
    effects: { wire: 'breaking', json: 'risky' },
    bufRules: ['RESERVED_ENUM_NO_DELETE', 'RESERVED_MESSAGE_NO_DELETE'],
  },
  'oneof-added': {
    summary: 'a oneof is new',
    advice: 'nothing to do; fields that moved into it are told of on their own',
    effects: { source: 'harmless' },
    bufRules: [],
  },
  'oneof-removed': {
    summary: 'a oneof is gone',
    advice: 'keep it: generated code has a type or an accessor for it',
    effects: { source: 'breaking' },
    bufRules: ['ONEOF_NO_DELETE'],
  },
  'oneof-renamed': {
    summary: 'a oneof has another name and the same fields',
    advice: 'keep the name: generated code has it',
    effects: { source: 'breaking' },
    bufRules: ['ONEOF_NO_DELETE'],
  },
} as const satisfies Record<string, ChangeEntry>;
