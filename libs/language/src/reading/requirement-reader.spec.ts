import { describe, expect, it } from '@jest/globals';
import { describeFindings } from '../../test/finding-cases.ts';
import { readSpec } from '../../test/read-spec.ts';

/** A response that requires something. */
function requiring(...requires: string[]): string {
  return `message Response {
    ${requires.map((one) => `option (tributary.v1.require) = ${one};`).join('\n    ')}
    string id = 1 [(tributary.v1.from).value = "request.id"];
  }`;
}

describe('requirements', () => {
  it('have a default code', () => {
    const { compositions, findings } = readSpec(
      requiring(`{ that: "id != ''" }`, `{ that: "true" code: NOT_FOUND message: "'no ' + id" }`),
    );
    expect(findings).toEqual([]);
    expect(
      compositions[0]?.response.requires.map(({ that, code, message }) => [that.text, code, message?.text]),
    ).toEqual([
      ["id != ''", 9, undefined],
      ['true', 5, "'no ' + id"],
    ]);
  });
});

describeFindings('requirements', [
  {
    name: 'type-mismatch: a condition that is not a bool, a message that is no string',
    text: requiring(`{ that: "⟦type-mismatch: request.count⟧" }`, `{ that: "true" message: "⟦type-mismatch: 1 + 2⟧" }`),
    says: [
      'a condition is a bool, and this is int32 (compare it: … != 0)',
      'a message is a string, and this is int (convert it: string(…))',
    ],
  },
  {
    name: 'findings in conditions and messages',
    text: requiring(
      `{ that: "id == ⟦unknown-name: x⟧" message: "⟦unknown-name: y⟧" }`,
      `{ that: "id ⟦bad-expression: ==⟧ 1" }`,
    ),
    says: [
      '"x" is not in scope (in scope: id, request, metadata)',
      '"y" is not in scope (in scope: id, request, metadata)',
      'no overload of _==_ for string and int (use string(...) for the second)',
    ],
  },
  {
    name: 'bad-option: no condition',
    text: requiring(`{ message: "'x'" }`).replace(
      'option (tributary.v1.require)',
      'option ⟦bad-option: (tributary.v1.require)⟧',
    ),
    says: ['`require` without `that` (give it a condition)'],
  },
  {
    name: 'type-mismatch: when, and errors',
    text: `message Response {
      string id = 1 [(tributary.v1.from) = { value: "request.id" when: "⟦type-mismatch: request.id⟧"
        errors: [{ when: "⟦type-mismatch: error.code⟧" }, { message: "⟦type-mismatch: request.count⟧" }] }];
    }`,
    says: [
      "a condition is a bool, and this is string (compare it: … != '')",
      "a condition is a bool, and this is string (compare it: … != '')",
      'a message is a string, and this is int32 (convert it: string(…))',
    ],
  },
]);
