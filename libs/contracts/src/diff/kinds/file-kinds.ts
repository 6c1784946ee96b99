import type { ChangeEntry } from './change-entry.ts';

/** Files and packages. */
export const fileKinds = {
  'file-added': {
    summary: 'a file is new',
    advice: 'nothing to do',
    effects: { source: 'harmless' },
    bufRules: [],
  },
  'file-removed': {
    summary: 'a file is gone',
    advice: 'keep the file, and import publicly what moved elsewhere',
    effects: { source: 'breaking' },
    bufRules: ['FILE_NO_DELETE'],
  },
  'file-package-changed': {
    summary: 'a file is of another package',
    advice: 'keep the package, and put the new one beside it',
    effects: { wire: 'breaking', json: 'breaking', source: 'breaking' },
    bufRules: ['FILE_SAME_PACKAGE'],
  },
  'file-syntax-changed': {
    summary: 'a file is of another syntax or edition',
    advice: 'compare what its defaults mean for each field: presence, openness of enums, packing, UTF-8',
    effects: { source: 'risky' },
    bufRules: ['FILE_SAME_SYNTAX'],
  },
  'file-option-changed': {
    summary: 'an option of a file changed',
    advice: 'keep the names that generated code has, or change all who import it at once',
    effects: { source: 'breaking' },
    bufRules: [
      'FILE_SAME_CC_ENABLE_ARENAS',
      'FILE_SAME_CC_GENERIC_SERVICES',
      'FILE_SAME_CSHARP_NAMESPACE',
      'FILE_SAME_GO_PACKAGE',
      'FILE_SAME_JAVA_GENERIC_SERVICES',
      'FILE_SAME_JAVA_MULTIPLE_FILES',
      'FILE_SAME_JAVA_OUTER_CLASSNAME',
      'FILE_SAME_JAVA_PACKAGE',
      'FILE_SAME_OBJC_CLASS_PREFIX',
      'FILE_SAME_OPTIMIZE_FOR',
      'FILE_SAME_PHP_CLASS_PREFIX',
      'FILE_SAME_PHP_METADATA_NAMESPACE',
      'FILE_SAME_PHP_NAMESPACE',
      'FILE_SAME_PY_GENERIC_SERVICES',
      'FILE_SAME_RUBY_PACKAGE',
      'FILE_SAME_SWIFT_PREFIX',
    ],
  },
  'file-imports-changed': {
    summary: 'what a file imports changed',
    advice: 'keep public imports: others may reach types through them',
    effects: { source: 'breaking' },
    bufRules: [],
  },
  'package-added': {
    summary: 'a package is new',
    advice: 'nothing to do',
    effects: { source: 'harmless' },
    bufRules: [],
  },
  'package-removed': {
    summary: 'a package is gone',
    advice: 'keep it until nobody calls it',
    effects: { wire: 'breaking', json: 'breaking', source: 'breaking' },
    bufRules: ['PACKAGE_NO_DELETE'],
  },
} as const satisfies Record<string, ChangeEntry>;
