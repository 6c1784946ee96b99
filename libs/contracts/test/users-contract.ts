/** A page that is made of three services, for specs; what is to be changed is put in by text. */
import { compileProto, type CompiledProto } from '../../../test/support/compile-proto.ts';

/** The services that are called. */
export const usersProto = `syntax = "proto3";
package users.v1;
service UserService {
  rpc GetUser(GetUserRequest) returns (GetUserReply) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc BatchGetUsers(BatchGetUsersRequest) returns (BatchGetUsersReply) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc ListPosts(ListPostsRequest) returns (ListPostsReply) { option idempotency_level = NO_SIDE_EFFECTS; }
}
message GetUserRequest { string id = 1; string region = 2; }
message GetUserReply { User user = 1; string trace = 2; }
message User { string id = 1; string name = 2; int32 age = 3; Role role = 4; Address address = 5; string notes = 6; }
message Address { string city = 1; string country = 2; }
enum Role { ROLE_UNSPECIFIED = 0; ROLE_ADMIN = 1; ROLE_GUEST = 2; }
message BatchGetUsersRequest { repeated string ids = 1; }
message BatchGetUsersReply { repeated User users = 1; }
message ListPostsRequest { string user_id = 1; int32 page_size = 2; }
message ListPostsReply { repeated Post posts = 1; }
message Post { string id = 1; string title = 2; string author_id = 3; bool hidden = 4; }
`;

/** The composite. */
export const pageProto = `syntax = "proto3";
package page.v1;
import "google/protobuf/field_mask.proto";
import "tributary/v1/compose.proto";
import "users.proto";
service PageService {
  rpc GetPage(GetPageRequest) returns (GetPageResponse) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (tributary.v1.composite) = { timeout: "1s" cache: { ttl: "30s" } };
  }
  rpc GetCard(GetCardRequest) returns (GetCardResponse) {
    option idempotency_level = NO_SIDE_EFFECTS;
    option (tributary.v1.composite) = {};
  }
}
message GetPageRequest { string id = 1; google.protobuf.FieldMask read_mask = 2; }
message GetPageResponse {
  option (tributary.v1.let) = {
    name: "user"
    from: { call: "users.v1.UserService/GetUser" args: "id = request.id" select: "response.user" }
  };
  option (tributary.v1.require) = { that: "user.role != users.v1.Role.ROLE_GUEST" code: PERMISSION_DENIED };
  int32 age = 1 [(tributary.v1.from).value = "user.age"];
  string city = 2 [(tributary.v1.from).value = "user.address.city"];
  repeated PagePost posts = 3 [(tributary.v1.from) = {
    call: "users.v1.UserService/ListPosts" args: "user_id = user.id" select: "response.posts.filter(post, !post.hidden)"
    optional: true
  }];
  string greeting = 4 [(tributary.v1.from).value = "'Hello ' + user.name"];
}
message PagePost {
  string title = 1;
  users.v1.User author = 2 [(tributary.v1.from) = {
    call: "users.v1.UserService/BatchGetUsers" args: "ids = source.author_id" batch: { match: "id" } optional: true
    cache: { ttl: "1m" }
  }];
}
message GetCardRequest { string id = 1; }
message GetCardResponse {
  Card card = 1 [(tributary.v1.from) = { call: "users.v1.UserService/GetUser" args: "id = request.id" select: "response.user" }];
}
message Card { string name = 1; Role role = 2; }
enum Role { ROLE_UNSPECIFIED = 0; ROLE_ADMIN = 1; ROLE_GUEST = 2; }
`;

/** A text, and what it becomes. */
export type Edit = readonly [find: string, replace: string];

/**
 * The contracts with some edits, compiled.
 *
 * @throws {Error} where an edit finds nothing
 */
export function editedContracts(...edits: readonly Edit[]): CompiledProto {
  let [users, page] = [usersProto, pageProto];
  for (const [find, replace] of edits) {
    if (users.includes(find)) users = users.replace(find, replace);
    else if (page.includes(find)) page = page.replace(find, replace);
    else throw new Error(`nothing reads: ${find}`);
  }
  return compileProto({ 'users.proto': users, 'page.proto': page });
}
