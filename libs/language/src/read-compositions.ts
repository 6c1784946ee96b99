import { createFileRegistry, hasOption, type DescMethod, type FileRegistry } from '@bufbuild/protobuf';
import type { FileDescriptorSet } from '@bufbuild/protobuf/wkt';
import type { Composition } from './composition.ts';
import type { Finding } from './finding.ts';
import { composite } from './generated/tributary/v1/compose_pb.ts';
import { Places } from './places/places.ts';
import { composedMessages } from './reading/composed-messages.ts';
import { readMethod } from './reading/method-reader.ts';
import { deepestParent } from './reading/parent-depth.ts';
import type { Vouching } from './reading/reading-context.ts';
import { Report } from './reading/report.ts';

/** What compositions are read from. */
export interface CompositionSources {
  /** All files with what they import, as `buf build` makes it. */
  readonly descriptors: FileDescriptorSet;
  /** A file's text by its name in the descriptors, where it is known: findings then point at the character. */
  text(file: string): string | undefined;
}

/** Settings of {@link readCompositions}. */
export interface ReadingOptions {
  /** Methods that somebody vouches for. Default: none. */
  readonly vouch?: Vouching;
}

/** What is declared, and what is wrong with it. */
export interface Reading {
  /** The composite methods, in the order of the files. They may be run only where no finding is an error. */
  readonly compositions: readonly Composition[];
  /** By file and place. */
  readonly findings: readonly Finding[];
  /** The same by composite method; a finding in a message that several methods use is of them all. */
  readonly findingsByMethod: ReadonlyMap<DescMethod, readonly Finding[]>;
  readonly registry: FileRegistry;
}

/** Reads and checks all composite methods of a set of descriptors. */
export function readCompositions(
  sources: CompositionSources,
  { vouch = () => undefined }: ReadingOptions = {},
): Reading {
  const registry = createFileRegistry(sources.descriptors);
  const report = new Report(new Places((file) => sources.text(file)));
  const composed = composedMessages(registry);
  const surroundings = { registry, report, vouch, composed, parentDepth: deepestParent(composed) };
  const compositions: Composition[] = [];
  const findingsByMethod = new Map<DescMethod, readonly Finding[]>();
  for (const file of registry.files) {
    for (const service of file.services) {
      for (const method of service.methods) {
        if (!hasOption(method, composite)) continue;
        const { value, findings } = report.during(() => readMethod(surroundings, method));
        findingsByMethod.set(method, findings);
        if (value !== undefined) compositions.push(value);
      }
    }
  }
  return { compositions, findings: report.findings, findingsByMethod, registry };
}
