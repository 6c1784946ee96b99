/** A service and a composite over it, and the same after a change; for specs of commands that compare. */
export const teamProtos: Readonly<Record<'users.proto' | 'page.proto', string>> = {
  'users.proto': `syntax = "proto3";
package users.v1;
service UserService {
  rpc GetUser(GetUserRequest) returns (User) { option idempotency_level = NO_SIDE_EFFECTS; }
}
message GetUserRequest { string id = 1; }
message User {
  string id = 1;
  string name = 2;
  int32 age = 3;
  string notes = 4;
}
`,
  'page.proto': `syntax = "proto3";
package page.v1;
import "tributary/v1/compose.proto";
import "users.proto";
service PageService {
  rpc GetPage(GetPageRequest) returns (GetPageResponse) { option (tributary.v1.composite) = {}; }
}
message GetPageRequest { string id = 1; }
message GetPageResponse {
  option (tributary.v1.let) = { name: "user" from: { call: "users.v1.UserService/GetUser" args: "id = request.id" } };
  int32 age = 1 [(tributary.v1.from).value = "user.age"];
  string name = 2 [(tributary.v1.from).value = "user.name"];
}
`,
};

/**
 * The files of a folder, after some changes of text.
 *
 * @param folder - put in front of the names
 */
export function protosIn(
  folder: string,
  ...edits: readonly (readonly [find: string, replace: string])[]
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(teamProtos).map(([name, text]) => [
      `${folder}/${name}`,
      edits.reduce((edited, [find, replace]) => edited.replace(find, replace), text),
    ]),
  );
}
