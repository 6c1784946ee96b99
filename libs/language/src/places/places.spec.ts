import { clone } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from '@jest/globals';
import { compileProto, type CompiledProto } from '../../../../test/support/compile-proto.ts';
import { specFiles } from '../../test/spec-protos.ts';
import { readCompositions } from '../read-compositions.ts';
import { renderFindings } from '../render-findings.ts';

// Tabs, escapes, text beyond ASCII, adjacent strings, CRLF: whatever moves a place.
const body = `service SpecService {
  rpc Get(Request) returns (Response) { option (tributary.v1.composite) = { timeout: "soon" }; }
}
message Response {
  option (tributary.v1.let) = { name: "a" from: { value: "'😀' + request.idd" } };
  option (tributary.v1.require) = { that: "request.x" };
  option (tributary.v1.require) = { that: "true" message: "1" };
	shop.v1.Item	item = 1 [deprecated = false, (tributary.v1.from) = {
		call: "shop.v1.ShopService/GetItem"
		args: "limit = lim"
		args: ["id = '\\x41' + "
		       'request' ".idd", "tags = tagz"]
		cache: { ttl: "never" }
	}];
  string nothing = 2;
  oneof either { string one = 3 [(tributary.v1.from).value = "request.one"]; }
  Inner inner = 4;
  message Inner { option (tributary.v1.source) = { value: "request.inn" }; string id = 1; }
}
`;

function rendered(compiled: CompiledProto, known: 'text' | 'source info' | 'nothing'): string {
  const descriptors = clone(FileDescriptorSetSchema, compiled.descriptors);
  if (known === 'nothing') for (const file of descriptors.file) delete file.sourceCodeInfo;
  const text = (file: string) => (known === 'text' ? compiled.text(file) : undefined);
  return renderFindings(readCompositions({ descriptors, text }).findings, 'text');
}

describe('places', () => {
  const compiled = compileProto(specFiles(body));

  it('are the characters, where the text is known', () => {
    expect(rendered(compiled, 'text')).toBe(
      `
spec.proto:11:87: error[bad-option]: "soon" is not a duration
 11 |   rpc Get(Request) returns (Response) { option (tributary.v1.composite) = { timeout: "soon" }; }
    |                                                                                       ^^^^
    = write a positive number and a unit: "800ms", "1.5s", "10m", "2h"

spec.proto:14:74: error[unknown-name]: spec.v1.Request has no field "idd"
 14 |   option (tributary.v1.let) = { name: "a" from: { value: "'😀' + request.idd" } };
    |                                                                          ^^^
    = did you mean "id"?

spec.proto:15:52: error[unknown-name]: spec.v1.Request has no field "x"
 15 |   option (tributary.v1.require) = { that: "request.x" };
    |                                                    ^
    = spec.v1.Request has: id, count, ids, item

spec.proto:16:60: error[type-mismatch]: a message is a string, and this is int
 16 |   option (tributary.v1.require) = { that: "true" message: "1" };
    |                                                            ^
    = convert it: string(…)

spec.proto:19:18: error[unknown-name]: "lim" is not in scope
 19 | 		args: "limit = lim"
    | 		               ^^^
    = in scope: item, nothing, one, inner, a, request, metadata

spec.proto:21:22: error[unknown-name]: spec.v1.Request has no field "idd"
 21 | 		       'request' ".idd", "tags = tagz"]
    | 		                   ^^^
    = did you mean "id"?

spec.proto:21:36: error[unknown-name]: "tagz" is not in scope
 21 | 		       'request' ".idd", "tags = tagz"]
    | 		                                 ^^^^
    = in scope: item, nothing, one, inner, a, request, metadata

spec.proto:22:18: error[bad-option]: "never" is not a duration
 22 | 		cache: { ttl: "never" }
    | 		               ^^^^^
    = write a positive number and a unit: "800ms", "1.5s", "10m", "2h"

spec.proto:24:10: error[no-source]: nothing fills Response.nothing
 24 |   string nothing = 2;
    |          ^^^^^^^
    = give it (tributary.v1.from) with \`value\` or \`call\`, or \`unset: true\`

spec.proto:25:71: error[unknown-name]: spec.v1.Request has no field "one"
 25 |   oneof either { string one = 3 [(tributary.v1.from).value = "request.one"]; }
    |                                                                       ^^^
    = spec.v1.Request has: id, count, ids, item

spec.proto:27:68: error[unknown-name]: spec.v1.Request has no field "inn"
 27 |   message Inner { option (tributary.v1.source) = { value: "request.inn" }; string id = 1; }
    |                                                                    ^^^
    = spec.v1.Request has: id, count, ids, item
`.slice(1, -1),
    );
  });

  it('are keys of options and elements, where only source info is known', () => {
    expect(rendered(compiled, 'source info')).toBe(
      `
spec.proto:11:77: error[bad-option]: "soon" is not a duration
    = write a positive number and a unit: "800ms", "1.5s", "10m", "2h"

spec.proto:14:3: error[unknown-name]: spec.v1.Request has no field "idd"
    = did you mean "id"?

spec.proto:15:3: error[unknown-name]: spec.v1.Request has no field "x"
    = spec.v1.Request has: id, count, ids, item

spec.proto:16:3: error[type-mismatch]: a message is a string, and this is int
    = convert it: string(…)

spec.proto:19:9: error[unknown-name]: "lim" is not in scope
    = in scope: item, nothing, one, inner, a, request, metadata

spec.proto:19:9: error[unknown-name]: "tagz" is not in scope
    = in scope: item, nothing, one, inner, a, request, metadata

spec.proto:20:9: error[unknown-name]: spec.v1.Request has no field "idd"
    = did you mean "id"?

spec.proto:22:18: error[bad-option]: "never" is not a duration
    = write a positive number and a unit: "800ms", "1.5s", "10m", "2h"

spec.proto:24:10: error[no-source]: nothing fills Response.nothing
    = give it (tributary.v1.from) with \`value\` or \`call\`, or \`unset: true\`

spec.proto:25:34: error[unknown-name]: spec.v1.Request has no field "one"
    = spec.v1.Request has: id, count, ids, item

spec.proto:27:52: error[unknown-name]: spec.v1.Request has no field "inn"
    = spec.v1.Request has: id, count, ids, item
`.slice(1, -1),
    );
  });

  it('are files, where nothing is known', () => {
    expect(rendered(compiled, 'nothing')).toBe(
      `
spec.proto: error[bad-option]: "never" is not a duration
   = write a positive number and a unit: "800ms", "1.5s", "10m", "2h"

spec.proto: error[bad-option]: "soon" is not a duration
   = write a positive number and a unit: "800ms", "1.5s", "10m", "2h"

spec.proto: error[no-source]: nothing fills Response.nothing
   = give it (tributary.v1.from) with \`value\` or \`call\`, or \`unset: true\`

spec.proto: error[type-mismatch]: a message is a string, and this is int
   = convert it: string(…)

spec.proto: error[unknown-name]: spec.v1.Request has no field "idd"
   = did you mean "id"?

spec.proto: error[unknown-name]: "lim" is not in scope
   = in scope: item, nothing, one, inner, a, request, metadata

spec.proto: error[unknown-name]: "tagz" is not in scope
   = in scope: item, nothing, one, inner, a, request, metadata

spec.proto: error[unknown-name]: spec.v1.Request has no field "one"
   = spec.v1.Request has: id, count, ids, item

spec.proto: error[unknown-name]: spec.v1.Request has no field "x"
   = spec.v1.Request has: id, count, ids, item

spec.proto: error[unknown-name]: spec.v1.Request has no field "inn"
   = spec.v1.Request has: id, count, ids, item
`.slice(1, -1),
    );
  });

  it('are the same with CRLF at the ends of lines', () => {
    const files = specFiles(body);
    const crlf = compileProto({ ...files, 'spec.proto': (files['spec.proto'] ?? '').replaceAll('\n', '\r\n') });
    expect(rendered(crlf, 'text')).toBe(rendered(compiled, 'text'));
  });
});
