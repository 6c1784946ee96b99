import type { DescFile } from '@bufbuild/protobuf';
import { Edition } from '@bufbuild/protobuf/wkt';
import type { ChangeList } from './change-list.ts';
import type { Comparison } from './comparison.ts';
import type { Contract } from './contract.ts';
import { diffOptions } from './options/diff-options.ts';
import type { Pair } from './pair-types.ts';

/** Compares files and packages, but for what is declared in them. */
export function diffFiles(comparison: Comparison): void {
  const { changes, base, head } = comparison;
  for (const [name, file] of base.files) {
    const other = head.files.get(name);
    if (other === undefined) {
      changes.add('file-removed', { base: file, head: undefined, before: name, bufRules: ['FILE_NO_DELETE'] });
    } else {
      diffFile(comparison, { base: file, head: other, named: true });
    }
  }
  for (const [name, file] of head.files) {
    if (!base.files.has(name)) changes.add('file-added', { base: undefined, head: file, after: name });
  }
  diffPackages(changes, base, head);
}

function diffPackages(changes: ChangeList, base: Contract, head: Contract): void {
  for (const [name, file] of packagesOf(base)) {
    if (!head.packages.has(name)) changes.addPackage('package-removed', name, file);
  }
  for (const [name, file] of packagesOf(head)) {
    if (!base.packages.has(name)) changes.addPackage('package-added', name, file);
  }
}

/** The packages with the first file of each. */
function packagesOf(contract: Contract): ReadonlyMap<string, DescFile> {
  const files = [...contract.files.values()].toReversed();
  return new Map(files.map((file) => [file.proto.package, file]));
}

function diffFile(comparison: Comparison, pair: Pair<DescFile>): void {
  const { changes } = comparison;
  const { base, head } = pair;
  const [before, after] = [base.proto.package, head.proto.package];
  if (before !== after) {
    changes.add('file-package-changed', { base, head, before, after, bufRules: ['FILE_SAME_PACKAGE'] });
  }
  if (base.edition !== head.edition) {
    changes.add('file-syntax-changed', {
      base,
      head,
      before: syntaxText(base),
      after: syntaxText(head),
      bufRules: syntaxWord(base) === syntaxWord(head) ? [] : ['FILE_SAME_SYNTAX'],
    });
  }
  diffImports(changes, pair);
  diffOptions(comparison, pair);
}

function syntaxWord({ proto }: DescFile): string {
  return proto.syntax === '' ? 'proto2' : proto.syntax;
}

function syntaxText(file: DescFile): string {
  return syntaxWord(file) === 'editions' ? Edition[file.edition].replace('_', ' ').toLowerCase() : syntaxWord(file);
}

function diffImports(changes: ChangeList, { base, head }: Pair<DescFile>): void {
  const [before, after] = [importsOf(base), importsOf(head)];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const [one, other] = [before.get(name), after.get(name)];
    if (one === other) continue;
    changes.add('file-imports-changed', {
      base,
      head,
      detail: name,
      before: one,
      after: other,
      effects: { source: one === 'public' ? 'breaking' : 'harmless' },
    });
  }
}

/** How each file is imported. */
function importsOf({ proto }: DescFile): ReadonlyMap<string, string> {
  const isPublic = new Set(proto.publicDependency.map((index) => proto.dependency[index]));
  return new Map([
    ...proto.dependency.map((name): [string, string] => [name, isPublic.has(name) ? 'public' : 'import']),
    ...proto.optionDependency.map((name): [string, string] => [name, 'option']),
  ]);
}
