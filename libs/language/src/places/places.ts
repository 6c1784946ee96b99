import type { DescField, DescFile, DescMessage, DescMethod } from '@bufbuild/protobuf';
import type { SourceCodeInfo_Location } from '@bufbuild/protobuf/wkt';
import { describedPaths, nameNumber } from './described-paths.ts';
import { placeInString } from './string-offsets.ts';
import { readProtoText, type Span, type TextElement, type TextElements, type TextValue } from './proto-text.ts';

/** An element that carries options of ours. */
export type Element = DescField | DescMessage | DescMethod;

/** One of our options on an element; `let` and `require` are repeated. */
export interface OptionSite {
  readonly element: Element;
  readonly option: 'composite' | 'let' | 'require' | 'source' | 'from';
  readonly index: number;
}

/** Fields of the option's message and indexes of repeated ones: `['args', 1]`. */
export type OptionPath = readonly (string | number)[];

/** A place in a file. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  readonly snippet: string | undefined;
}

interface SourceFile {
  readonly text: string;
  readonly elements: TextElements;
  /** Offsets at which lines begin. */
  readonly lines: readonly number[];
}

/**
 * Finds the places of findings: from the files' texts to the character, else from the descriptors' source info to the
 * option's key or the element.
 */
export class Places {
  private readonly files = new Map<string, SourceFile | undefined>();
  private readonly text: (file: string) => string | undefined;

  /** @param text - gives a file's text, where it is known */
  constructor(text: (file: string) => string | undefined) {
    this.text = text;
  }

  /** The element's name. */
  ofElement(element: Element): Place {
    const source = this.source(fileOf(element));
    const found = source?.elements.get(keyOf(element));
    if (source !== undefined && found !== undefined) return placeOf(fileOf(element), source, found.name);
    return this.described(element, [[nameNumber]]);
  }

  /**
   * Something in an option: what `path` leads to, else the nearest thing around it that is written.
   *
   * @param part - a part of the string's value that stands there
   */
  ofOption(site: OptionSite, path: OptionPath, part?: { offset: number; length: number }): Place {
    const { element } = site;
    const source = this.source(fileOf(element));
    const found = source?.elements.get(keyOf(element));
    if (source === undefined || found === undefined) return this.described(element, describedPaths(site, path));
    for (let length = path.length; length >= 0; length--) {
      const at = locate(found, site, path.slice(0, length));
      if (at === undefined) continue;
      const { value, key } = at;
      if (length === path.length && value?.kind === 'scalar' && value.strings.length > 0) {
        const end = value.strings.at(-1)?.end ?? value.span.end;
        const start = placeInString(source.text, value.strings, part?.offset ?? 0);
        const stop =
          part === undefined ? end - 1 : placeInString(source.text, value.strings, part.offset + part.length);
        return placeOf(fileOf(element), source, { start, end: Math.max(stop, start + 1) });
      }
      return placeOf(fileOf(element), source, length === path.length ? (value?.span ?? key) : key);
    }
    return placeOf(fileOf(element), source, found.name);
  }

  /** The key of something in an option: `cache`, `timeout`. */
  ofKey(site: OptionSite, path: OptionPath): Place {
    const { element } = site;
    const source = this.source(fileOf(element));
    const found = source?.elements.get(keyOf(element));
    if (source === undefined || found === undefined) return this.described(element, describedPaths(site, path));
    for (let length = path.length; length >= 0; length--) {
      const at = locate(found, site, path.slice(0, length));
      if (at !== undefined) return placeOf(fileOf(element), source, at.key);
    }
    return placeOf(fileOf(element), source, found.name);
  }

  private source(file: DescFile): SourceFile | undefined {
    const name = nameOf(file);
    if (!this.files.has(name)) {
      const text = this.text(name);
      this.files.set(
        name,
        text === undefined ? undefined : { text, elements: readProtoText(text), lines: lineStarts(text) },
      );
    }
    return this.files.get(name);
  }

  /** From the descriptor's source info: the longest beginning of one of these paths that has a place. */
  private described(element: Element, paths: readonly (readonly number[])[]): Place {
    const locations = fileOf(element).proto.sourceCodeInfo?.location ?? [];
    const base = elementPath(element);
    let best: SourceCodeInfo_Location | undefined;
    for (const path of paths) {
      for (const location of locations) {
        const isLonger = location.path.length >= base.length && location.path.length > (best?.path.length ?? -1);
        if (isLonger && isBeginning(location.path, [...base, ...path])) best = location;
      }
    }
    const [line, column, endOrLine, end] = best?.span ?? [];
    const file = nameOf(fileOf(element));
    if (line === undefined || column === undefined) return { file, line: 0, column: 0, length: 0, snippet: undefined };
    const length = end === undefined && endOrLine !== undefined ? Math.max(1, endOrLine - column) : 1;
    return { file, line: line + 1, column: column + 1, length, snippet: undefined };
  }
}

function isBeginning(beginning: readonly number[], path: readonly number[]): boolean {
  return beginning.length <= path.length && beginning.every((number, i) => number === path[i]);
}

/** What stands somewhere in an option, with the key it stands behind. */
interface Located {
  readonly key: Span;
  readonly value: TextValue | undefined;
}

/** What stands at a path in an element's option. */
function locate(element: TextElement, site: OptionSite, path: OptionPath): Located | undefined {
  const written = element.options.filter(({ extension }) => isOurs(extension, site.option));
  let found: Located[];
  let rest = path;
  if (site.option === 'let' || site.option === 'require') {
    const one = written.flatMap(({ span, value }) =>
      value.kind === 'list' ? value.items.map((item) => ({ key: span, value: item })) : [{ key: span, value }],
    )[site.index];
    found = one === undefined ? [] : [one];
  } else {
    found = written.map(({ span, value, path: inside }) => ({ key: span, value: nest(inside, span, value) }));
  }
  while (found.length > 0 && rest.length > 0) {
    const [step] = rest;
    rest = rest.slice(1);
    if (typeof step === 'number') {
      const one = found.flatMap(({ key, value }): readonly Located[] =>
        value?.kind === 'list' ? value.items.map((item) => ({ key, value: item })) : [{ key, value }],
      )[step];
      found = one === undefined ? [] : [one];
    } else {
      found = found.flatMap(({ value }) =>
        value?.kind === 'message'
          ? value.entries.filter(({ key }) => key === step).map((entry) => ({ key: entry.keySpan, value: entry.value }))
          : [],
      );
    }
  }
  return found[0];
}

/** `(from).cache.ttl = "1s"` reads as `(from) = { cache { ttl: "1s" } }`. */
function nest(path: readonly string[], keySpan: Span, value: TextValue): TextValue {
  return path.reduceRight<TextValue>(
    (inner, key) => ({ kind: 'message', span: keySpan, entries: [{ key, keySpan, value: inner }] }),
    value,
  );
}

/** Names of extensions may be written relative to the file's package. */
function isOurs(extension: string, option: string): boolean {
  const full = `tributary.v1.${option}`;
  return extension === full || (extension !== '' && full.endsWith(`.${extension}`));
}

/** The element's path in its file's descriptor. */
function elementPath(element: Element): number[] {
  switch (element.kind) {
    case 'message':
      return element.parent === undefined
        ? [4, element.file.messages.indexOf(element)]
        : [...elementPath(element.parent), 3, element.parent.proto.nestedType.indexOf(element.proto)];
    case 'field':
      return [...elementPath(element.parent), 2, element.parent.proto.field.indexOf(element.proto)];
    case 'rpc':
      return [6, element.parent.file.services.indexOf(element.parent), 2, element.parent.methods.indexOf(element)];
  }
}

function keyOf(element: Element): string {
  switch (element.kind) {
    case 'message':
      return `message ${relative(element)}`;
    case 'field':
      return `field ${relative(element.parent)}.${element.name}`;
    case 'rpc':
      return `rpc ${element.parent.name}.${element.name}`;
  }
}

function relative(message: DescMessage): string {
  return message.parent === undefined ? message.name : `${relative(message.parent)}.${message.name}`;
}

function fileOf(element: Element): DescFile {
  return element.kind === 'message' ? element.file : element.parent.file;
}

/** As the descriptors name it: `DescFile.name` leaves the ending out. */
function nameOf(file: DescFile): string {
  return file.proto.name;
}

function placeOf(file: DescFile, { text, lines }: SourceFile, span: Span): Place {
  let line = lines.findLastIndex((start) => start <= span.start);
  if (line < 0) line = 0;
  const start = lines[line] ?? 0;
  const end = text.indexOf('\n', start);
  const snippet = text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
  return { file: nameOf(file), line: line + 1, column: span.start - start + 1, length: span.end - span.start, snippet };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
