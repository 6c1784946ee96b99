/** Protos that specs of this room compose: an upstream with methods of every kind. */

const upProto = `syntax = "proto3";
package up.v1;
import "tributary/v1/compose.proto";
service UpService {
  rpc A(Req) returns (Rep) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc B(Req) returns (Rep) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc C(Req) returns (Rep) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc List(Req) returns (ListRep) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Batch(BatchReq) returns (BatchRep) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Tell(Req) returns (Told) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Put(Req) returns (Rep) { option idempotency_level = IDEMPOTENT; }
  rpc Write(Req) returns (Rep);
  rpc WriteAll(BatchReq) returns (BatchRep);
}
message Req { string id = 1; int32 n = 2; Req inner = 3; repeated string tags = 4; }
message Rep { string id = 1; string text = 2; int32 n = 3; }
message ListRep { repeated Item items = 1; }
message Item { string id = 1; string text = 2; int32 n = 3; repeated string keys = 4; }
message BatchReq { repeated string ids = 1; string lang = 2; repeated string codes = 3; }
message BatchRep { repeated Item items = 1; }
message Told { Rep rep = 1; repeated Rep reps = 2; tributary.v1.Completeness completeness = 3; }
`;

const specHead = `syntax = "proto3";
package spec.v1;
import "google/protobuf/field_mask.proto";
import "up.proto";
import "tributary/v1/compose.proto";
`;

const service = `service SpecService {
  rpc Get(Request) returns (Response) { option (tributary.v1.composite) = { timeout: "1s" }; }
}
`;

const request = `message Request { string id = 1; int32 n = 2; repeated string ids = 3; google.protobuf.FieldMask read_mask = 4; }
`;

/**
 * The files of a composition.
 *
 * @param body - the messages, `Response` at least; a service and a `Request` of its own come in place of the usual ones.
 *   `@A` is short for `call: "up.v1.UpService/A"`, and `[= …]` for `[(tributary.v1.from) = { … }]`.
 */
export function specFiles(body: string): Readonly<Record<string, string>> {
  const long = body
    .replace(/@([A-Z]\w*)/g, 'call: "up.v1.UpService/$1"')
    .replace(/\[= ([^\n]*?)\];/g, '[(tributary.v1.from) = { $1 }];');
  const text =
    specHead + (body.includes('service ') ? '' : service) + (body.includes('message Request ') ? '' : request) + long;
  return { 'up.proto': upProto, 'spec.proto': text };
}
