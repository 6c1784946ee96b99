import { describe, expect, it } from '@jest/globals';
import { describeFindings } from '../../test/finding-cases.ts';
import { readSpec } from '../../test/read-spec.ts';

const service = (options: string, before = ''): string => `service SpecService {
  ${before}
  rpc Get(Request) returns (Response) { option (tributary.v1.composite) = { ${options} }; }
}
message Response { string id = 1 [(tributary.v1.from).value = "request.id"]; }
`;

const deprecationOf = (text: string) => readSpec(text).compositions[0]?.deprecation;

describe('the end of a method', () => {
  it('is told of by none that stays', () => {
    const { compositions, findings } = readSpec(service(''));
    expect(findings).toEqual([]);
    expect(compositions).toHaveLength(1);
    expect(deprecationOf(service(''))).toBeUndefined();
  });

  it('has days and moments, all of UTC, and a link', () => {
    const link = 'https://example.com/movies?to=v2#how';
    expect(
      deprecationOf(service(`deprecation: { since: "2026-11-01" sunset: "2027-02-28T23:59:59Z" link: "${link}" }`)),
    ).toEqual({ sinceMs: Date.UTC(2026, 10, 1), sunsetMs: Date.UTC(2027, 1, 28, 23, 59, 59), link });
    expect(deprecationOf(service(`deprecation: { sunset: "2028-02-29" }`))).toEqual({
      sinceMs: undefined,
      sunsetMs: Date.UTC(2028, 1, 29),
      link: undefined,
    });
  });

  it('is told of by what the contract calls deprecated, without more', () => {
    const told = { sinceMs: undefined, sunsetMs: undefined, link: undefined };
    expect(deprecationOf(service('deprecation: {}'))).toEqual(told);
    expect(deprecationOf(service('', 'option deprecated = true;'))).toEqual(told);
    const method = service('').replace('{ option (', '{ option deprecated = true; option (');
    expect(deprecationOf(method)).toEqual(told);
    expect(deprecationOf(`option deprecated = true; ${service('')}`)).toEqual(told);
    expect(deprecationOf(service('deprecation: { since: "2026-11-01" }', 'option deprecated = true;'))).toMatchObject({
      sinceMs: Date.UTC(2026, 10, 1),
    });
  });
});

const whenNote = 'write a day, "2026-11-01", which begins at midnight UTC, or a moment, "2026-11-01T12:00:00Z"';

describeFindings('deprecations', [
  {
    name: 'bad-option: no day',
    text: service('deprecation: { since: "⟦bad-option: next year⟧" }'),
    says: [`"next year" is not a day, nor a moment (${whenNote})`],
  },
  {
    name: 'bad-option: a day that its month does not have',
    text: service('deprecation: { sunset: "⟦bad-option: 2026-02-29⟧" }'),
    says: [`"2026-02-29" is not a day, nor a moment (${whenNote})`],
  },
  {
    name: 'bad-option: a moment without its zone',
    text: service('deprecation: { sunset: "⟦bad-option: 2026-02-28T10:00:00⟧" }'),
    says: [`"2026-02-28T10:00:00" is not a day, nor a moment (${whenNote})`],
  },
  {
    name: 'bad-option: gone before it is deprecated',
    text: service('deprecation: { since: "2026-11-01" sunset: "⟦bad-option: 2026-10-31⟧" }'),
    says: [
      'the sunset 2026-10-31 is before 2026-11-01, from when on the method is deprecated (a method is deprecated first and gone then (RFC 9745, section 4))',
    ],
  },
  {
    name: 'bad-option: no URL',
    text: service('deprecation: { link: "⟦bad-option: the wiki⟧" }'),
    says: ['"the wiki" is not a URL (write all of it, in ASCII: "https://example.com/movienight-v2")'],
  },
  {
    name: 'bad-option: a URL that would end its header',
    text: service('deprecation: { link: "⟦bad-option: https://a.b/>,<⟧" }'),
    says: ['"https://a.b/>,<" is not a URL (write all of it, in ASCII: "https://example.com/movienight-v2")'],
  },
]);
