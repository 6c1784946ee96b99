import { describe, expect, it } from '@jest/globals';
import type { ComposedMessage } from '../composition.ts';
import { describeFindings } from '../../test/finding-cases.ts';
import { readSpec } from '../../test/read-spec.ts';

/** How each slot of a message is filled, inner messages indented. */
function fillings(message: ComposedMessage, depth = 0): string[] {
  const lines: string[] = [];
  for (const slot of message.slots) {
    const line = (text: string) => lines.push(`${'  '.repeat(depth)}${text}`);
    if (slot.kind === 'let') line(`let ${slot.name}`);
    else if (slot.kind === 'source') {
      if (slot.own !== undefined) line('source');
    } else {
      const { filling, name } = slot;
      const assignment =
        filling.kind === 'by-name'
          ? filling.assignment
          : filling.kind === 'origin'
            ? filling.origin.assignment
            : undefined;
      const element = assignment?.kind === 'list' ? assignment.element : assignment;
      line(
        filling.kind === 'by-name'
          ? `${name} = ${filling.value.text} (${filling.assignment.kind})`
          : filling.kind === 'in-place'
            ? `${name} in place${filling.inheritsSource ? ', same source' : ''}`
            : `${name} ${filling.kind}`,
      );
      if (depth > 3) continue;
      if (filling.kind === 'in-place') lines.push(...fillings(filling.message, depth + 1));
      else if (element?.kind === 'compose') lines.push(...fillings(element.message, depth + 1));
    }
  }
  return lines;
}

describe('how fields are filled', () => {
  it.each([
    [
      'by an origin, by name, in place, by the engine, not at all',
      `message Response {
        option (tributary.v1.source) = { value: "request.item" };
        string id = 1;
        string name = 2 [(tributary.v1.from).value = "source.title"];
        string title = 3 [(tributary.v1.from) = { optional: true }];
        Inner inner = 4;
        tributary.v1.Completeness completeness = 5;
        repeated string tags = 6 [(tributary.v1.from) = { unset: true }];
        Maker maker = 7;
        Maker importer = 8;
      }
      message Inner { int64 stock = 1; string more = 2 [(tributary.v1.from).value = "source.id"]; }
      message Maker { string name = 1; }`,
      [
        'id = source.id (same)',
        'name origin',
        'title = source.title (same)',
        'inner in place, same source',
        '  stock = source.stock (convert)',
        '  more origin',
        'completeness completeness',
        'tags unset',
        'maker = source.maker (convert)',
        'importer = source.importer (convert)',
        'source',
      ],
    ],
    [
      'in place from a source of its own, and without any',
      `message Response { Own own = 1; Empty empty = 2; }
      message Own { option (tributary.v1.source) = { value: "request.item" }; string id = 1; Deep deep = 2; }
      message Deep { string title = 1; string x = 2 [(tributary.v1.from).value = "'x'"]; }
      message Empty { string s = 1 [(tributary.v1.from) = { unset: true }]; }`,
      [
        'own in place',
        '  id = source.id (same)',
        '  deep in place, same source',
        '    title = source.title (same)',
        '    x origin',
        '  source',
        'empty in place, same source',
        '  s unset',
      ],
    ],
    [
      'a source of its own does not count where the message is made from a value',
      `message Response { Own own = 1 [(tributary.v1.from).value = "request.item.maker"]; }
      message Own { option (tributary.v1.source) = { value: "request.item" }; string id = 1; string name = 2; }`,
      ['own origin', '  id = source.id (same)', '  name = source.name (same)'],
    ],
    [
      'by name before in place, but for what `from: {}` pins',
      `message Response {
        option (tributary.v1.source) = { value: "request.item" };
        Maker maker = 1;
        Maker importer = 2 [(tributary.v1.from) = {}];
      }
      message Maker { string id = 1; string x = 2 [(tributary.v1.from).value = "'x'"]; }`,
      [
        'maker = source.maker (compose)',
        '  id = source.id (same)',
        '  x origin',
        'importer in place, same source',
        '  id = source.id (same)',
        '  x origin',
        'source',
      ],
    ],
    [
      'lists of composed messages by name',
      `message Response {
        repeated Line items = 1;
        option (tributary.v1.source) = { call: "shop.v1.ShopService/ListItems" };
      }
      message Line { string title = 1; string of = 2 [(tributary.v1.from).value = "parent.source.next"]; }`,
      ['items = source.items (list)', '  title = source.title (same)', '  of origin', 'source'],
    ],
    [
      'a Completeness by the engine though the source has one',
      `message Response {
        option (tributary.v1.source) = { value: "request.report" };
        tributary.v1.Completeness completeness = 1;
      }
      message Report { tributary.v1.Completeness completeness = 1; }
      message Request { Report report = 1; }`,
      ['completeness completeness', 'source'],
    ],
    [
      'members of a oneof by name',
      `message Request { oneof k { string a = 1; int32 b = 2; } }
      message Response { option (tributary.v1.source) = { value: "request" }; oneof k { int64 b = 1; string a = 2; } }`,
      ['b = source.b (convert)', 'a = source.a (same)', 'source'],
    ],
  ])('%s', (_, body, expected) => {
    const { compositions, findings } = readSpec(body);
    expect(findings).toEqual([]);
    const response = compositions[0]?.response;
    expect(response === undefined ? [] : fillings(response)).toEqual(expected);
  });

  it('shares the uses of messages inside themselves', () => {
    const { compositions, findings } = readSpec(`
      message Response { Node root = 1 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetTree" }]; }
      message Node {
        string label = 1;
        repeated Node children = 2;
        string shout = 3 [(tributary.v1.from).value = "label + '!'"];
      }`);
    expect(findings).toEqual([]);
    const response = compositions[0]?.response;
    expect(response === undefined ? [] : fillings(response).slice(0, 5)).toEqual([
      'root origin',
      '  label = source.label (same)',
      '  children = source.children (list)',
      '    label = source.label (same)',
      '    children = source.children (list)',
    ]);
    const root = response?.slots[0];
    const node = root?.kind === 'field' && root.filling.kind === 'origin' ? root.filling.origin.assignment : undefined;
    const children = node?.kind === 'compose' ? node.message.slots[1] : undefined;
    const list =
      children?.kind === 'field' && children.filling.kind === 'by-name' ? children.filling.assignment : undefined;
    expect(list?.kind === 'list' && list.element.kind === 'compose' ? list.element.message : undefined).toBe(
      node?.kind === 'compose' ? node.message : 'no node',
    );
  });

  it('tells the levels of messages inside themselves apart as far as `parent` reaches', () => {
    const { findings } = readSpec(`
      message Response {
        string label = 1 [(tributary.v1.from).value = "'root'"];
        Node root = 2 [(tributary.v1.from) = { call: "shop.v1.ShopService/GetTree" }];
      }
      message Node {
        string label = 1;
        repeated Node children = 2;
        string path = 3 [(tributary.v1.from).value = "parent.label + '/' + label"];
      }`);
    expect(findings).toEqual([]);
  });
});

describeFindings('fields that nothing fills', [
  {
    name: 'no-source: no source at all',
    text: `message Response { string ⟦no-source: id⟧ = 1; repeated string ⟦no-source: ids⟧ = 2; Plain ⟦no-source: plain⟧ = 3; }
      message Plain { string a = 1; }`,
    says: [
      'nothing fills Response.id (give it (tributary.v1.from) with `value` or `call`, or `unset: true`)',
      'nothing fills Response.ids (give it (tributary.v1.from) with `value` or `call`, or `unset: true`)',
      'nothing fills Response.plain (give it (tributary.v1.from) with `value` or `call`, or `unset: true`)',
    ],
  },
  {
    name: 'no-source: the source has no field of that name',
    text: `message Response { repeated Line lines = 1 [(tributary.v1.from).call = "shop.v1.ShopService/ListItems", (tributary.v1.from).select = "response.items"]; }
      message Line { string ⟦no-source: titel⟧ = 1; string id = 2; string x = 3 [(tributary.v1.from).value = "id"]; string ⟦no-source: zzz⟧ = 4; }`,
    says: [
      'nothing fills Line.titel: shop.v1.Item has no field "titel" (did you mean "title"?; or give it (tributary.v1.from))',
      'nothing fills Line.zzz: shop.v1.Item has no field "zzz" (Item has: id, title, stock, maker, tags, size, importer; or give it (tributary.v1.from))',
    ],
  },
  {
    name: 'no-source: the source is a scalar',
    text: `message Response { repeated Line lines = 1 [(tributary.v1.from).value = "request.ids"]; }
      message Line { string ⟦no-source: id⟧ = 1; string x = 2 [(tributary.v1.from).value = "source"]; }`,
    says: ['nothing fills Line.id: its source is string (give it (tributary.v1.from).value, as "source")'],
  },
  {
    name: 'no-source: once for several uses',
    text: `message Response { Line a = 1 [(tributary.v1.from).value = "request.item"]; Line b = 2 [(tributary.v1.from).value = "request.item"]; Line c = 3; }
      message Line { string ⟦no-source: nothing⟧ = 1; string x = 2 [(tributary.v1.from).value = "'x'"]; }`,
    says: [
      'nothing fills Line.nothing: shop.v1.Item has no field "nothing" (Item has: id, title, stock, maker, tags, size, importer; or give it (tributary.v1.from))',
    ],
  },
  {
    name: 'no-source: a repeated composed message is not made in place',
    text: `message Response { repeated Line ⟦no-source: lines⟧ = 1; }
      message Line { string x = 1 [(tributary.v1.from).value = "'x'"]; }`,
    says: ['nothing fills Response.lines (give it (tributary.v1.from) with `value` or `call`, or `unset: true`)'],
  },
  {
    name: 'type-mismatch by name, at the field',
    text: `message Response { option (tributary.v1.source) = { value: "request.item" }; int32 ⟦type-mismatch: title⟧ = 1; Other ⟦type-mismatch: maker⟧ = 2; }
      message Other { string id = 1; string none = 2; }`,
    says: [
      'from shop.v1.Item.title, by name: string cannot be assigned to int32 (convert it: int(…))',
      'from shop.v1.Item.maker, by name: shop.v1.Maker cannot be assigned to spec.v1.Other: it has no field "none" (give spec.v1.Other.none a source of its own, or assign a spec.v1.Other)',
    ],
  },
  {
    name: 'a source in error is told once',
    text: `message Response { option (tributary.v1.source) = { value: "request.⟦unknown-name: itm⟧" }; string id = 1; string title = 2; In in = 3; }
      message In { string id = 1; string x = 2 [(tributary.v1.from).value = "'x'"]; }`,
    says: ['spec.v1.Request has no field "itm" (did you mean "item"?)'],
  },
]);
