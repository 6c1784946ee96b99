import { describe, expect, it } from '@jest/globals';
import { renderProblem } from './scenario-problem.ts';
import { YamlReader } from './yaml-reader.ts';

function reading(text: string): { reader: YamlReader; problems: () => string[] } {
  const reader = new YamlReader('s.yaml', text);
  return { reader, problems: () => reader.problems().map(renderProblem) };
}

describe('YamlReader', () => {
  it('names an unknown key with its line and the nearest known one', () => {
    const { reader, problems } = reading('method: a\nupstream: {}\ncolour: red\n');
    reader.fields(reader.top(), ['method', 'upstreams']);
    expect(problems()).toEqual([
      's.yaml:2:1: upstream: unknown key "upstream" (did you mean "upstreams"?)',
      's.yaml:3:1: colour: unknown key "colour"; known here: method, upstreams',
    ]);
  });

  it('tells of a file that is no YAML, and of a key that is there twice', () => {
    expect(reading('a: [').problems()).toHaveLength(1);
    expect(reading('a: 1\na: 2\n').problems()).toEqual([
      expect.stringContaining('s.yaml:2:1: Map keys must be unique'),
    ]);
  });

  it('reads texts as they are written', () => {
    const { reader } = reading('[7, "7", true, 1.50, 0x10, CgNm]');
    expect(reader.list(reader.top()).map((entry) => reader.text(entry))).toEqual([
      '7',
      '7',
      'true',
      '1.50',
      '0x10',
      'CgNm',
    ]);
  });

  it('reads JSON with integers that a double cannot hold, and numbers that are none', () => {
    const { reader } = reading(
      '{ a: 9007199254740993, b: 12, c: .nan, d: -.inf, e: null, f: [1.5, yes], 1: { __proto__: x } }',
    );
    const { json } = reader.json(reader.top());
    expect(JSON.stringify(json)).toBe(
      '{"1":{"__proto__":"x"},"a":"9007199254740993","b":12,"c":"NaN","d":"-Infinity","e":null,"f":[1.5,"yes"]}',
    );
  });

  it('follows aliases', () => {
    const { reader } = reading('a: &film { id: m1 }\nb: *film\n');
    expect(reader.json(reader.top()).json).toEqual({ a: { id: 'm1' }, b: { id: 'm1' } });
  });

  it('tells of an alias that stands for nothing or for what it is in, of a tag, and of a second document', () => {
    expect(reading('a: *film\n').problems()).toEqual(['s.yaml:1:4: no value above has the anchor &film']);
    expect(reading('a: &film { parts: [*film] }\n').problems()).toEqual([
      's.yaml:1:20: *film stands inside the value that it is',
    ]);
    expect(reading('a: !film m1\n').problems()).toEqual([expect.stringContaining('s.yaml:1:4: Unresolved tag')]);
    expect(reading('a: 1\n---\na: 2\n').problems()).toEqual([
      's.yaml:2:1: a file is one document: nothing may follow a `---`',
    ]);
  });

  it('tells what a value must be', () => {
    const { reader, problems } = reading('n: 1.5\nt: 20\nb: 1\nl: {}\nm: []\ns: []\n');
    const { n, t, b, l, m, s } = reader.fields(reader.top(), ['n', 't', 'b', 'l', 'm', 's']);
    if (!n || !t || !b || !l || !m || !s) throw new Error('fields are missing');
    reader.count(n, 0);
    reader.durationMs(t);
    reader.truth(b);
    reader.list(l);
    reader.mapping(m);
    reader.text(s);
    expect(problems()).toEqual([
      's.yaml:1:4: n: must be a whole number from 0',
      's.yaml:2:4: t: must be a duration: a number and ms, s, m or h, as "20ms" or "1.5s"',
      's.yaml:3:4: b: must be true or false',
      's.yaml:4:1: l: must be a list (`- item` lines)',
      's.yaml:5:1: m: must be a mapping (`key: value` lines)',
      's.yaml:6:4: s: must be a text',
    ]);
  });

  it('finds places by path and by key, as far as they exist', () => {
    const { reader, problems } = reading(
      'config:\n  upstreams:\n    catalog.v1.*:\n      timeout: soon\nlist:\n  - a: 1\n',
    );
    reader.problemAtKey('config.upstreams.catalog.v1.*.timeout', 'timeout');
    reader.problemAtKey('config.upstreams.catalog.v1.*.other', 'other');
    reader.problemBelow(reader.top(), ['list', 0, 'a', 'b'], 'below');
    expect(problems()).toEqual([
      's.yaml:3:5: config.upstreams.catalog.v1.*: other',
      's.yaml:4:7: config.upstreams.catalog.v1.*.timeout: timeout',
      's.yaml:6:5: list[0].a: below',
    ]);
  });
});
