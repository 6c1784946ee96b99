import { createFileRegistry } from '@bufbuild/protobuf';
import { describe, expect, it } from '@jest/globals';
import { compileProto } from '../../../../../test/support/compile-proto.ts';
import { Containment } from './containment.ts';

function containment(text: string): Containment {
  const { descriptors } = compileProto({ 'a.proto': `syntax = "proto3"; package a;\n${text}` });
  return new Containment(createFileRegistry(descriptors));
}

function ways(text: string, from: string, to: string): readonly [readonly string[], boolean] {
  const { paths, complete } = containment(text).waysBetween(from, to);
  return [paths.map((path) => path.map(({ name }) => name).join('.')), complete];
}

describe('Containment', () => {
  it('knows who holds a message or enum, through lists and maps, and by which way', () => {
    const text = `message A { repeated B bs = 1; } message B { map<string, C> cs = 1; } message C { E e = 1; } message D {}
      enum E { E_ZERO = 0; }`;
    const found = containment(text).waysTo('a.E');
    expect([...found].map(([name, way]) => [name, way.map((field) => field.name).join('.')])).toEqual([
      ['a.E', ''],
      ['a.C', 'e'],
      ['a.B', 'cs.e'],
      ['a.A', 'bs.cs.e'],
    ]);
  });

  it('finds all ways', () => {
    expect(ways('message A { B x = 1; B y = 2; C c = 3; } message B {} message C { B z = 1; }', 'a.A', 'a.B')).toEqual([
      ['x', 'y', 'c.z'],
      true,
    ]);
  });

  it('says so where there are more: messages inside themselves, and very many ways', () => {
    expect(ways('message A { A again = 1; B b = 2; } message B {}', 'a.A', 'a.B')).toEqual([['b'], false]);
    const levels = Array.from({ length: 12 }, (_, i) => {
      const fields = Array.from({ length: 12 }, (_, j) => `M${String(j)} f${String(j)} = ${String(j + 1)};`);
      return `message M${String(i)} { ${fields.join(' ')} }`;
    });
    const [paths, complete] = ways(`${levels.join('\n')} message Z {}`, 'a.M0', 'a.M11');
    expect([paths.length <= 20, complete]).toEqual([true, false]);
  });
});
