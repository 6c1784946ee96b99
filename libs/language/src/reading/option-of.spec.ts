import { getOption } from '@bufbuild/protobuf';
import { expect, it } from '@jest/globals';
import { compileProto } from '../../../../test/support/compile-proto.ts';
import { from, let$ } from '../generated/tributary/v1/compose_pb.ts';
import { readCompositions } from '../read-compositions.ts';
import { optionOf } from './option-of.ts';

it('reads what getOption reads, once for each element and for those that have none', () => {
  const { registry } = readCompositions(
    compileProto({
      'spec.proto': `syntax = "proto3";
package spec;
import "tributary/v1/compose.proto";
message Plain { string a = 1; string b = 2; }
message Composed {
  option (tributary.v1.let) = { name: "x" from: { value: "'x'" } };
  option (tributary.v1.let) = { name: "y" from: { value: "'y'" } };
  string a = 1 [(tributary.v1.from).value = "x"];
  string b = 2 [(tributary.v1.from).value = "y"];
  string c = 3 [deprecated = true];
}`,
    }),
  );
  const plain = registry.getMessage('spec.Plain');
  const composed = registry.getMessage('spec.Composed');
  if (plain === undefined || composed === undefined) throw new Error('unreachable');
  for (const message of [plain, composed]) {
    expect(optionOf(message, let$)).toEqual(getOption(message, let$));
    expect(optionOf(message, let$)).toBe(optionOf(message, let$));
    for (const field of message.fields) expect(optionOf(field, from)).toEqual(getOption(field, from));
  }
  const values = composed.fields.map((field) => optionOf(field, from).value);
  expect(values).toEqual(['x', 'y', '']);
});
