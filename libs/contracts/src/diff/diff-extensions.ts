import type { DescExtension } from '@bufbuild/protobuf';
import type { Comparison } from './comparison.ts';
import { diffField } from './diff-field.ts';
import { typeText } from './field-type.ts';

/** Compares all extensions: by what they extend and the number, since that is what is on the wire. */
export function diffExtensions(comparison: Comparison): void {
  const { changes, base, head } = comparison;
  const [before, after] = [byTarget(base.extensions), byTarget(head.extensions)];
  const paired = new Set<DescExtension>();
  for (const extension of base.extensions.values()) {
    const other = after.get(targetOf(extension));
    const sameName = head.extensions.get(extension.typeName);
    const bufRules = comparison.removalRules(extension);
    if (other !== undefined) {
      paired.add(other);
      diffField(comparison, { base: extension, head: other, named: true });
      if (other.typeName !== extension.typeName && sameName === undefined) {
        changes.add('field-renamed', {
          base: extension,
          head: other,
          before: extension.typeName,
          after: other.typeName,
          effects: { json: 'breaking', source: 'breaking' },
          bufRules: ['FIELD_SAME_NAME', ...bufRules],
        });
      }
    }
    if (sameName === undefined) {
      if (other === undefined) {
        changes.add('extension-removed', { base: extension, head: undefined, before: textOf(extension), bufRules });
      }
      continue;
    }
    paired.add(sameName);
    if (sameName !== other) {
      changes.add('extension-retargeted', {
        base: extension,
        head: sameName,
        before: textOf(extension),
        after: textOf(sameName),
        bufRules: other === undefined ? bufRules : ['FIELD_SAME_NAME', ...bufRules],
      });
    } else if (sameName.file.proto.name !== extension.file.proto.name) {
      changes.add('extension-moved', {
        base: extension,
        head: sameName,
        before: extension.file.proto.name,
        after: sameName.file.proto.name,
        bufRules,
      });
    }
  }
  for (const extension of head.extensions.values()) {
    if (paired.has(extension) || before.has(targetOf(extension))) continue;
    changes.add('extension-added', { base: undefined, head: extension, after: textOf(extension) });
  }
}

function byTarget(extensions: ReadonlyMap<string, DescExtension>): ReadonlyMap<string, DescExtension> {
  return new Map([...extensions.values()].map((extension) => [targetOf(extension), extension]));
}

function targetOf({ extendee, number }: DescExtension): string {
  return `${extendee.typeName} ${number}`;
}

function textOf(extension: DescExtension): string {
  return `${typeText(extension)} ${extension.typeName} = ${extension.number} of ${extension.extendee.typeName}`;
}
