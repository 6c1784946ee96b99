import { createFileRegistry } from '@bufbuild/protobuf';
import { compileProtos } from '@tributary/nestjs';
import { inFolder } from './in-folder.ts';
import { messageTypes, type MessageTypes } from '../types/message-types.ts';

/** A service of films with every kind of field that comparing knows; for specs. */
export const filmProto = `
syntax = "proto3";
package films.v1;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/wrappers.proto";
import "tributary/v1/compose.proto";

service FilmService {
  rpc GetFilm(GetFilmRequest) returns (GetFilmResponse) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc WatchFilm(GetFilmRequest) returns (stream GetFilmResponse);
}
message GetFilmRequest {
  string id = 1;
  repeated string tags = 2;
  map<string, int32> limits = 3;
  Page page = 4;
  google.protobuf.Any extra = 5;
  google.protobuf.Value value = 6;
}
message Page { int32 size = 1; optional string token = 2; Page next = 3; }
message GetFilmResponse {
  Film film = 1;
  repeated Film others = 2;
  map<string, Film> by_id = 3;
  tributary.v1.Completeness completeness = 15;
}
message Film {
  string id = 1;
  int64 views = 2;
  float score = 3;
  double exact_score = 4;
  bytes poster = 5;
  optional int32 year = 6;
  Kind kind = 7;
  google.protobuf.Duration length = 8;
  google.protobuf.StringValue note = 9;
  google.protobuf.Any extra = 10;
  oneof place { string town = 11; string country = 12; }
  tributary.v1.Completeness completeness = 15;
}
enum Kind { KIND_UNSPECIFIED = 0; KIND_SHORT = 1; }
`;

/** The types of protos written in a spec. */
export async function typesOf(proto: string): Promise<MessageTypes> {
  const compiled = await inFolder({ 'spec.proto': proto }, compileProtos);
  if (compiled.kind === 'failed') throw new Error(JSON.stringify(compiled.problems));
  return messageTypes(createFileRegistry(compiled.descriptors));
}
