import type { Token } from './scan-tokens.ts';
import type { Expr } from './syntax-tree.ts';

/** A stretch of an expression's text, in UTF-16 units. */
export interface Place {
  readonly offset: number;
  readonly length: number;
}

/**
 * Where in the text the parts of a syntax tree stand. The parser notes one offset per node: of an infix operator the
 * end of its left side, of a select or a method the dot. The tokens from there on tell the exact place.
 */
export class Places {
  private readonly tokens: readonly Token[];
  private readonly positions: Readonly<Record<string, number>>;
  private readonly fieldNames: ReadonlyMap<number, string>;

  /**
   * @param positions - offsets by node id, from the parser
   * @param fieldNames - by the offset of the name, fields whose names the parser would have refused
   */
  constructor(
    tokens: readonly Token[],
    positions: Readonly<Record<string, number>>,
    fieldNames: ReadonlyMap<number, string>,
  ) {
    this.tokens = tokens;
    this.positions = positions;
    this.fieldNames = fieldNames;
  }

  /** The token that stands for a node: a name, a literal, an operator, the opening bracket. */
  of(expr: { readonly id: bigint }): Place {
    return this.place(this.indexOf(expr));
  }

  /** The name behind the dot, of a select or a method. */
  afterDot(expr: { readonly id: bigint }): Place {
    return this.place(this.indexOf(expr) + 1);
  }

  /** Whether a name is written with a dot in front. */
  isAbsolute(expr: { readonly id: bigint }): boolean {
    return this.tokens[this.indexOf(expr)]?.text === '.';
  }

  /** The field at a place; the parser's own name may stand in for one that it would refuse. */
  fieldName({ offset }: Place, parsed: string): string {
    return this.fieldNames.get(offset) ?? parsed;
  }

  /** All of a node: from its first token to its last that the tree knows. */
  extent(expr: Expr): Place {
    let start = Infinity;
    let end = 0;
    const visit = (node: Expr | undefined): void => {
      if (node === undefined) return;
      const own = this.ownPlace(node);
      if (own !== undefined) {
        start = Math.min(start, own.offset);
        end = Math.max(end, own.offset + own.length);
      }
      for (const child of children(node)) visit(child);
    };
    visit(expr);
    return start === Infinity ? this.of(expr) : { offset: start, length: end - start };
  }

  private ownPlace(node: Expr): Place | undefined {
    if (this.positions[node.id.toString()] === undefined) return undefined;
    const place = this.of(node);
    if (node.exprKind.case !== 'selectExpr') return place;
    const name = this.afterDot(node);
    return { offset: place.offset, length: name.offset + name.length - place.offset };
  }

  private indexOf(expr: { readonly id: bigint }): number {
    const position = this.positions[expr.id.toString()] ?? 0;
    const index = this.tokens.findIndex((token) => token.offset + token.text.length > position);
    return index < 0 ? this.tokens.length - 1 : index;
  }

  private place(index: number): Place {
    const token = this.tokens[index];
    return token === undefined ? { offset: 0, length: 0 } : { offset: token.offset, length: token.text.length };
  }
}

function children(node: Expr): readonly (Expr | undefined)[] {
  switch (node.exprKind.case) {
    case 'callExpr':
      return [node.exprKind.value.target, ...node.exprKind.value.args];
    case 'selectExpr':
      return [node.exprKind.value.operand];
    case 'listExpr':
      return node.exprKind.value.elements;
    case 'structExpr':
      return node.exprKind.value.entries.flatMap((entry) => [
        entry.keyKind.case === 'mapKey' ? entry.keyKind.value : undefined,
        entry.value,
      ]);
    case 'comprehensionExpr':
      return [node.exprKind.value.iterRange, node.exprKind.value.loopStep];
    default:
      return [];
  }
}
