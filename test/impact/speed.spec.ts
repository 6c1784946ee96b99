/** Impact of a change in a contract as large as a company's: 5,000 messages, 100 composite methods. */
import { impactOf } from '@tributary/contracts';
import { describe, expect, it } from '@jest/globals';
import { compileProto, type CompiledProto } from '../support/compile-proto.ts';

const messages = 5000;
const methods = 100;

/** @param changed - every tenth message is changed in one of five ways */
function company(changed: boolean): CompiledProto {
  const of = (i: number): string => {
    const change = changed && i % 10 === 0 ? (i / 10) % 5 : undefined;
    // Each holds one that is ten times as far on: a tree, ten deep at most.
    const inner = i * 10 + 10 < messages ? `M${String(i * 10 + 10)} inner = 5;` : '';
    return `message M${String(i)} {
  string id = 1;
  ${change === 0 ? '' : `string ${change === 1 ? 'label' : 'name'} = 2;`}
  int32 count = ${change === 2 ? '12' : '3'};
  ${change === 3 ? 'bytes' : 'string'} text = 4;
  ${inner}
  repeated string tags = 6;
  ${change === 4 ? 'string more = 7;' : ''}
}`;
  };
  const calls = Array.from({ length: methods }, (_, i) => i);
  const data = `syntax = "proto3";
package data.v1;
service DataService {
${calls.map((i) => `  rpc Get${String(i)}(GetRequest) returns (M${String(i)}) { option idempotency_level = NO_SIDE_EFFECTS; }`).join('\n')}
}
message GetRequest { string id = 1; }
${Array.from({ length: messages }, (_, i) => of(i)).join('\n')}
`;
  const pages = `syntax = "proto3";
package pages.v1;
import "data.proto";
import "tributary/v1/compose.proto";
service PageService {
${calls.map((i) => `  rpc Page${String(i)}(Request) returns (Page${String(i)}Response) { option (tributary.v1.composite) = {}; }`).join('\n')}
}
message Request { string id = 1; }
${calls
  .map(
    (i) => `message Page${String(i)}Response {
  data.v1.M${String(i)} first = 1 [(tributary.v1.from) = { call: "data.v1.DataService/Get${String(i)}" args: "id = request.id" }];
  data.v1.M${String((i + 7) % methods)} second = 2 [(tributary.v1.from) = { call: "data.v1.DataService/Get${String((i + 7) % methods)}" args: "id = first.id" optional: true }];
  string text = 3 [(tributary.v1.from).value = "first.text + second.text"];
  int32 count = 4 [(tributary.v1.from).value = "first.count"];
}`,
  )
  .join('\n')}
`;
  return compileProto({ 'data.proto': data, 'pages.proto': pages });
}

describe('impactOf of 5,000 messages and 100 methods', () => {
  it('takes seconds, not minutes', () => {
    const [base, head] = [company(false), company(true)];
    const started = performance.now();
    const { changes, methods: judged } = impactOf(base, head);
    const tookMs = performance.now() - started;
    expect(changes.length).toBeGreaterThanOrEqual(500);
    expect(judged).toHaveLength(methods);
    expect(judged.filter(({ verdict }) => verdict === 'breaks').length).toBeGreaterThan(methods / 2);
    // Three seconds on a machine of one's own; this one is shared.
    expect(tookMs).toBeLessThan(30_000);
  });
});
