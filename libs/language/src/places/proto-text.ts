/**
 * The places of elements and options in a `.proto` text. The text is known to compile, so this looks only as far as
 * places need: where names stand, and what is written in options, down to the single string.
 */

/** A range of the text, in UTF-16 units. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A value in an option. */
export type TextValue =
  /** Strings, numbers and names. Adjacent strings are one value. */
  | { readonly kind: 'scalar'; readonly span: Span; readonly strings: readonly Span[] }
  | { readonly kind: 'message'; readonly span: Span; readonly entries: readonly TextEntry[] }
  | { readonly kind: 'list'; readonly span: Span; readonly items: readonly TextValue[] };

/** A key of a message value. */
export interface TextEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: TextValue;
}

/** One option of an element: `(tributary.v1.from).value = "…"`. */
export interface TextOption {
  /** The extension's name as written, without parentheses and leading dot; '' for an ordinary option. */
  readonly extension: string;
  /** What follows the extension, or the ordinary option's name: `['value']`. */
  readonly path: readonly string[];
  readonly span: Span;
  readonly value: TextValue;
}

/** A message, field or method. */
export interface TextElement {
  readonly name: Span;
  readonly options: readonly TextOption[];
}

/** The elements of a file by kind and name relative to the package: `message Foo.Bar`, `field Foo.Bar.baz`, `rpc Svc.Do`. */
export type TextElements = ReadonlyMap<string, TextElement>;

interface Token {
  readonly kind: 'word' | 'string' | 'symbol' | 'end';
  readonly text: string;
  readonly span: Span;
}

const tokenPattern =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|("(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*')|([\w.+]+)|([\s\S])/y;

/** Reads the places of all elements of a file. Never throws: what it does not understand, it passes over. */
export function readProtoText(text: string): TextElements {
  return new ProtoText(text).read();
}

class ProtoText {
  private readonly tokens: Token[] = [];
  private next = 0;
  private readonly elements = new Map<string, { name: Span; options: TextOption[] }>();

  constructor(text: string) {
    tokenPattern.lastIndex = 0;
    for (let match = tokenPattern.exec(text); match !== null; match = tokenPattern.exec(text)) {
      const [all, string, word, symbol] = match;
      const span = { start: match.index, end: match.index + all.length };
      if (string !== undefined) this.tokens.push({ kind: 'string', text: string, span });
      else if (word !== undefined) this.tokens.push({ kind: 'word', text: word, span });
      else if (symbol !== undefined) this.tokens.push({ kind: 'symbol', text: symbol, span });
      if (tokenPattern.lastIndex >= text.length) break;
    }
    this.tokens.push({ kind: 'end', text: '', span: { start: text.length, end: text.length } });
  }

  read(): TextElements {
    while (this.peek().kind !== 'end') {
      this.body('', undefined);
      this.take(); // a closing brace too many
    }
    return this.elements;
  }

  private peek(ahead = 0): Token {
    return this.tokens[Math.min(this.next + ahead, this.tokens.length - 1)] as Token;
  }

  private take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.next++;
    return token;
  }

  private takeIf(symbol: string): boolean {
    if (this.peek().kind !== 'symbol' || this.peek().text !== symbol) return false;
    this.take();
    return true;
  }

  private element(key: string, name: Span): { options: TextOption[] } {
    const element = { name, options: [] };
    this.elements.set(key, element);
    return element;
  }

  /** Declarations up to the closing brace, which stays. */
  private body(scope: string, holder: { options: TextOption[] } | undefined): void {
    while (this.peek().kind !== 'end' && !(this.peek().kind === 'symbol' && this.peek().text === '}')) {
      this.declaration(scope, holder);
    }
  }

  private declaration(scope: string, holder: { options: TextOption[] } | undefined): void {
    const word = this.peek();
    const named = this.peek(1).kind === 'word' && this.peek(2).text === '{';
    if (word.text === 'option') {
      this.take();
      const option = this.option();
      if (option !== undefined) holder?.options.push(option);
      this.skipTo(';');
    } else if (word.text === 'message' && named) {
      this.take();
      const name = this.take();
      this.block(join(scope, name.text), this.element(`message ${join(scope, name.text)}`, name.span));
    } else if (word.text === 'service' && named) {
      this.take();
      this.block(join(scope, this.take().text), undefined);
    } else if (word.text === 'oneof' && named) {
      this.take();
      this.take();
      this.block(scope, undefined);
    } else if (word.text === 'extend' && named) {
      this.take();
      this.take();
      this.block(join(scope, '(extension)'), undefined);
    } else if (word.text === 'enum' && named) {
      this.take();
      this.take();
      this.skipBlock();
    } else if (word.text === 'rpc' && this.peek(1).kind === 'word' && this.peek(2).text === '(') {
      this.take();
      this.method(scope);
    } else if (/^(syntax|edition|import|package|reserved|extensions)$/.test(word.text) && this.peek(1).text !== '=') {
      this.skipTo(';');
    } else if (/^(syntax|edition)$/.test(word.text)) {
      this.skipTo(';');
    } else {
      this.field(scope);
    }
  }

  private block(scope: string, holder: { options: TextOption[] } | undefined): void {
    this.takeIf('{');
    this.body(scope, holder);
    this.takeIf('}');
  }

  private method(scope: string): void {
    const name = this.take();
    const element = this.element(`rpc ${join(scope, name.text)}`, name.span);
    while (!['{', ';', ''].includes(this.peek().text)) this.take();
    if (this.peek().text === '{') this.block(`${scope}.${name.text}`, element);
    else this.take();
  }

  /** `label type name = number [options];`, or a group with its block. */
  private field(scope: string): void {
    let name: Token | undefined;
    let group = false;
    while (!['=', ';', '}', ''].includes(this.peek().text)) {
      const token = this.take();
      if (token.kind === 'word') {
        group ||= name?.text === 'group';
        name = token;
      }
    }
    if (name === undefined || !this.takeIf('=')) {
      this.take();
      return;
    }
    const element = this.element(`field ${join(scope, group ? name.text.toLowerCase() : name.text)}`, name.span);
    this.take(); // the number
    if (this.takeIf('[')) {
      while (this.peek().kind !== 'end' && this.peek().text !== ']') {
        const option = this.option();
        if (option === undefined) this.take();
        else element.options.push(option);
        this.takeIf(',');
      }
      this.takeIf(']');
    }
    if (group && this.peek().text === '{') {
      this.block(join(scope, name.text), this.element(`message ${join(scope, name.text)}`, name.span));
    } else this.takeIf(';');
  }

  private option(): TextOption | undefined {
    const { start } = this.peek().span;
    let extension = '';
    const path: string[] = [];
    let end = start;
    while (this.peek().kind !== 'end' && this.peek().text !== '=' && ![';', ']', '}'].includes(this.peek().text)) {
      const token = this.take();
      end = token.span.end;
      if (token.text === '(') {
        let name = '';
        while (this.peek().kind !== 'end' && this.peek().text !== ')') name += this.take().text;
        end = this.take().span.end;
        if (extension === '') extension = name.replace(/^\./, '');
        else path.push(`[${name}]`);
      } else if (token.kind === 'word') path.push(...token.text.split('.').filter((part) => part !== ''));
    }
    if (!this.takeIf('=')) return undefined;
    return { extension, path, span: { start, end }, value: this.value() };
  }

  private value(): TextValue {
    const first = this.peek();
    if (first.text === '{' || first.text === '<') return this.messageValue();
    if (first.text === '[') return this.listValue();
    const strings: Span[] = [];
    let { end } = first.span;
    if (first.kind === 'string') {
      while (this.peek().kind === 'string') {
        const { span } = this.take();
        strings.push(span);
        ({ end } = span);
      }
    } else {
      if (this.peek().text === '-') this.take();
      ({ end } = this.take().span);
    }
    return { kind: 'scalar', span: { start: first.span.start, end }, strings };
  }

  private listValue(): TextValue {
    const { start } = this.take().span;
    const items: TextValue[] = [];
    while (this.peek().kind !== 'end' && this.peek().text !== ']') {
      items.push(this.value());
      this.takeIf(',');
    }
    return { kind: 'list', span: { start, end: this.take().span.end }, items };
  }

  private messageValue(): TextValue {
    const open = this.take();
    const close = open.text === '{' ? '}' : '>';
    const entries: TextEntry[] = [];
    while (this.peek().kind !== 'end' && this.peek().text !== close) {
      const token = this.take();
      let key = token.text;
      let keySpan = token.span;
      if (key === '[') {
        key = '';
        while (this.peek().kind !== 'end' && this.peek().text !== ']') key += this.take().text;
        keySpan = { start: keySpan.start, end: this.take().span.end };
      } else if (token.kind !== 'word') continue;
      this.takeIf(':');
      entries.push({ key, keySpan, value: this.value() });
      if (!this.takeIf(',')) this.takeIf(';');
    }
    return { kind: 'message', span: { start: open.span.start, end: this.take().span.end }, entries };
  }

  private skipTo(symbol: string): void {
    for (let depth = 0; this.peek().kind !== 'end';) {
      const token = this.peek();
      if (token.kind === 'symbol') {
        if (depth === 0 && token.text === symbol) break;
        if ('{[(<'.includes(token.text)) depth++;
        if ('}])>'.includes(token.text) && --depth < 0) return;
      }
      this.take();
    }
    this.takeIf(symbol);
  }

  private skipBlock(): void {
    this.takeIf('{');
    this.skipTo('}');
  }
}

function join(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}
