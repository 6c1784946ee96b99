/** Plans of compositions that are written in a spec. */
import { fromJson, toBinary, type JsonObject } from '@bufbuild/protobuf';
import { readCompositions } from '@tributary/language';
import type { RawValue } from '@tributary/wire';
import { compileProto } from '../../../test/support/compile-proto.ts';
import type { Environment } from '../src/evaluator.ts';
import type { CallPlan, MessagePlan, SlotPlan } from '../src/message-plan.ts';
import type { MethodPlan } from '../src/method-plan.ts';
import { planCompositions } from '../src/plan-compositions.ts';

const upProto = `syntax = "proto3";
package up.v1;
import "google/protobuf/wrappers.proto";
import "tributary/v1/compose.proto";
service UpService {
  rpc A(Req) returns (Rep) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc B(Req) returns (Rep) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc List(Req) returns (ListRep) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Batch(BatchReq) returns (BatchRep) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Tell(Req) returns (Told) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc Write(Req) returns (Rep);
}
message Req {
  string z = 9; string id = 3; int64 n = 1; Req inner = 2; repeated string tags = 5; Kind kind = 6; optional int32 maybe = 7;
  oneof either { string left = 10; int32 right = 11; } google.protobuf.StringValue text = 12; Page page = 13;
}
message Page { int64 size = 1; string token = 2; }
enum Kind { KIND_UNSPECIFIED = 0; KIND_NEW = 7; }
message Rep { string id = 1; string text = 2; int32 n = 3; Kind kind = 4; }
message ListRep { repeated Item items = 1; string next = 2; }
message Item { string id = 1; string text = 2; int32 n = 3; bytes hash = 4; }
message BatchReq { repeated string ids = 1; string lang = 2; repeated int64 numbers = 3; Req inner = 4; }
message BatchRep { repeated Item items = 1; }
message Told { Rep rep = 1; repeated Part parts = 2; map<string, Part> by_key = 3; tributary.v1.Completeness completeness = 4; }
message Part { tributary.v1.Completeness own = 1; Told whole = 2; repeated tributary.v1.Completeness many = 3; }
`;

const specHead = `syntax = "proto3";
package spec.v1;
import "up.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/wrappers.proto";
import "tributary/v1/compose.proto";
`;
const service = `service SpecService { rpc Get(Request) returns (Response) { option (tributary.v1.composite) = {}; } }
`;
const request = `message Request { string id = 1; int32 n = 2; repeated string ids = 3; Paging paging = 4; Kind kind = 5; optional int32 maybe = 6; google.protobuf.StringValue text = 7; }
message Paging { int32 size = 1; string token = 2; string other = 3; }
enum Kind { NONE = 0; NEW = 2; }
`;

/** The plan of `Get`; see the engine's specs for `@A`. */
export function planSpec(body: string): MethodPlan {
  const text =
    specHead +
    (body.includes('service ') ? '' : service) +
    request +
    body
      .replace(/@([A-Z]\w*)/g, 'call: "up.v1.UpService/$1"')
      .replace(/\[= ([^\n]*?)\];/g, '[(tributary.v1.from) = { $1 }];');
  const { compositions, findings } = readCompositions(compileProto({ 'up.proto': upProto, 'spec.proto': text }));
  const errors = findings.filter(({ level }) => level === 'error');
  if (errors.length > 0) throw new Error(errors.map(({ line, message }) => `${line}: ${message}`).join('\n'));
  const [plan] = planCompositions(compositions);
  if (plan === undefined) throw new Error('no composite method');
  return plan;
}

/** A slot of a message by its name. */
export function slotOf(message: MessagePlan, name: string): SlotPlan {
  const slot = message.slots.find((one) => one.name === name);
  if (slot === undefined) throw new Error(`no slot ${name}`);
  return slot;
}

/** The call that a slot makes. */
export function callOf(message: MessagePlan, name: string): CallPlan {
  const slot = slotOf(message, name);
  const origin =
    slot.kind === 'field' ? (slot.filling.kind === 'origin' ? slot.filling.origin : undefined) : slot.origin;
  if (origin?.kind !== 'call') throw new Error(`${name} makes no call`);
  return origin.call;
}

/** The message that a field is made of: made from a value, in place, or an element. */
export function insideOf(message: MessagePlan, name: string): MessagePlan {
  const slot = slotOf(message, name);
  const filling = slot.kind === 'field' ? slot.filling : undefined;
  if (filling?.kind === 'in-place') return filling.message;
  const origin = filling?.kind === 'origin' ? filling.origin : undefined;
  const [inside] = (origin?.kind === 'call' ? origin.select : origin?.producer)?.composes ?? [];
  if (inside === undefined) throw new Error(`${name} makes no message`);
  return inside;
}

/** What expressions read: a request, names of the response, metadata. */
export function environmentOf(
  plan: MethodPlan,
  {
    request: json = {},
    names = {},
    metadata = {},
  }: {
    readonly request?: JsonObject;
    readonly names?: Readonly<Record<string, RawValue>>;
    readonly metadata?: Readonly<Record<string, string>>;
  },
): Environment {
  const bytes = toBinary(plan.method.input, fromJson(plan.method.input, json));
  return {
    value: (reference) => {
      if (reference.kind === 'request') return bytes;
      return reference.kind === 'slot' ? names[plan.root.slots[reference.slot]?.name ?? ''] : undefined;
    },
    metadata: (key) => metadata[key],
  };
}
