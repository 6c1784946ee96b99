import type { DescField } from '@bufbuild/protobuf';
import type { Reference, TypedExpression, ValueType } from '@tributary/language';
import { symbolOf } from './assignment-uses.ts';
import { tellWhole, type TellUse, type UseKind } from './step-use.ts';

/** Something that an expression reads: a name, and the fields below it. */
export interface ExpressionRead {
  readonly reference: Reference;
  /** That it is missing does not matter. */
  readonly asked: boolean;
  readonly path: readonly DescField[];
  /** The type of what is read; undefined where it is only asked whether it is there. */
  readonly type: ValueType | undefined;
}

/** What an expression reads of the names of a composition. */
export function readsOf(expression: TypedExpression): readonly ExpressionRead[] {
  switch (expression.kind) {
    case 'path':
      return [{ reference: expression.ref, asked: false, path: expression.path, type: expression.type }];
    case 'metadata':
      return [];
    case 'computed': {
      const asked = new Map(expression.names.map((name) => [name.ref, name.asked]));
      return expression.reads.flatMap((read): ExpressionRead[] => {
        if (read.kind !== 'value' && read.kind !== 'has') return [];
        const { ref: reference, path } = read;
        const type = read.kind === 'value' ? read.type : undefined;
        return [{ reference, asked: asked.get(reference) === true, path, type }];
      });
    }
  }
}

/** The words of an expression: names, fields, functions, and the parts of an enum's constants. */
export function wordsOf({ text }: TypedExpression): ReadonlySet<string> {
  return new Set(withoutTexts(text).match(/[A-Za-z_]\w*/g) ?? []);
}

/** What may be constants of enums in an expression: the last two names of each chain. */
export function constantsOf(expression: TypedExpression): readonly string[] {
  if (expression.kind !== 'computed') return [];
  const chains = withoutTexts(expression.text).match(/[A-Za-z_]\w*(?:\s*\.\s*[A-Za-z_]\w*)+/g) ?? [];
  return chains.map((chain) => chain.replace(/\s/g, '').split('.').slice(-2).join('.'));
}

/**
 * Tells what one read uses: the fields on the way, and what a computed expression looks into.
 *
 * @param name - the name that the read starts at, as it is written
 */
export function tellRead(
  read: ExpressionRead,
  expression: TypedExpression,
  name: string,
  kind: UseKind,
  tell: TellUse,
): void {
  for (const field of read.path) tell(kind, symbolOf(field), 'exact');
  if (read.type === undefined) return;
  if (expression.kind === 'computed') {
    const last = read.path.at(-1)?.name ?? name;
    tellWhole(read.type, kind, tell, comparesWhole(expression.text, last) ? undefined : wordsOf(expression));
  } else if (read.type.kind === 'enum') tellWhole(read.type, kind, tell);
}

/**
 * Whether an expression may look at a message in whole: it compares something that no field is taken of, or makes a text
 * of it. Told from the text, and rather once too often.
 *
 * @param name - of the value that is read: the last part of its chain
 */
function comparesWhole(text: string, name: string): boolean {
  const plain = withoutTexts(text);
  if (/\b(?:distinct|sort|string|json|type|format)\s*\(/.test(plain)) return true;
  const compares = String.raw`(?:==|!=|\bin\b)`;
  const ends = String.raw`\b(?!\s*[.(\[])`;
  // A name or a macro's variable by itself, or the value's own chain, beside an operator that compares.
  const alone = new RegExp(
    String.raw`${compares}\s*([A-Za-z_]\w*)${ends}|(?<![.\w])([A-Za-z_]\w*)\s*${compares}|\b(${name})\s*${compares}|${compares}\s*[\w.]*\b(${name})${ends}`,
    'g',
  );
  const constants = new Set(['true', 'false', 'null', 'in']);
  return [...plain.matchAll(alone)].some((found) =>
    found.slice(1).some((word: string | undefined) => word !== undefined && !constants.has(word)),
  );
}

/** The text with its literals emptied. */
function withoutTexts(text: string): string {
  return text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "''");
}
