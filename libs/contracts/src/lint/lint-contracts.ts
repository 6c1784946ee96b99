import { createFileRegistry, type DescFile, type DescService } from '@bufbuild/protobuf';
import { type CompositionSources, Places, type ShownFinding } from '@tributary/language';
import { withoutIgnored } from './ignore-comments.ts';
import { commentOfMethod, commentOfService, type LintedMethod, type Objection } from './linted-method.ts';
import { listedKeysOf } from './listed-keys.ts';
import { checkBatches } from './rules/batch-get.ts';
import { ambiguousReasons, checkErrors, errorsIn } from './rules/errors.ts';
import { checkPages } from './rules/pages.ts';
import { checkSafety } from './rules/safety.ts';

/** Packages that every team imports and none writes. */
const foreign = /^(google\/|buf\/validate\/|tributary\/v1\/)/;

/**
 * Whether a file is one's own, by its name in the descriptors: what comes with the compiler and its includes is not looked at.
 */
export function isOwnFile(name: string): boolean {
  return !foreign.test(name);
}

/** Finds what keeps a contract from composing well, by file and place. Rules about comments want descriptors that have them. */
export function lintContracts(sources: CompositionSources): readonly ShownFinding[] {
  const registry = createFileRegistry(sources.descriptors);
  const places = new Places((file) => sources.text(file));
  const listedKeys = listedKeysOf(registry);
  const findings: ShownFinding[] = [];
  for (const file of registry.files) {
    if (!isOwnFile(nameOf(file))) continue;
    for (const service of file.services) {
      for (const { linted, objections } of lintService(service, listedKeys)) {
        const place = places.ofElement(linted.method);
        for (const objection of objections) findings.push({ ...objection, ...place, level: 'error' });
      }
    }
  }
  return findings.sort((one, other) =>
    one.file === other.file ? one.line - other.line || one.column - other.column : one.file < other.file ? -1 : 1,
  );
}

function* lintService(
  service: DescService,
  listedKeys: LintedMethod['listedKeys'],
): Generator<{ readonly linted: LintedMethod; readonly objections: readonly Objection[] }> {
  const serviceComment = commentOfService(service);
  const comments = service.methods.map((method) => commentOfMethod(method) ?? '');
  const ambiguous = ambiguousReasons([serviceComment ?? '', ...comments]);
  for (const method of service.methods) {
    if (method.methodKind !== 'unary') continue;
    const comment = commentOfMethod(method);
    const linted: LintedMethod = { method, comment, serviceComment, listedKeys };
    const objections = [
      ...checkBatches(linted),
      ...checkSafety(linted),
      ...checkPages(linted),
      ...checkErrors(linted),
      ...checkReasons(comment ?? '', ambiguous),
    ];
    yield { linted, objections: withoutIgnored(comment ?? '', objections) };
  }
}

function checkReasons(comment: string, ambiguous: ReadonlyMap<string, readonly string[]>): Objection[] {
  return (errorsIn(comment) ?? []).flatMap(({ code, reason }): Objection[] => {
    const codes = reason === undefined ? undefined : ambiguous.get(reason);
    if (reason === undefined || codes === undefined || codes[0] === code) return [];
    return [
      {
        rule: 'error-reason',
        message: `${reason} comes with ${code ?? 'no code'} here and with ${codes[0] ?? ''} elsewhere in the service`,
        note: 'one reason stands for one error: give this one a name of its own',
      },
    ];
  });
}

function nameOf(file: DescFile): string {
  return file.proto.name;
}
