/**
 * A composite that greets, with a part from an upstream; for specs. `text` is where a mistake is put.
 *
 * @param text - the expression that greets
 */
export function greetingProto(text = "'Hello ' + request.name"): string {
  return `syntax = "proto3";
package greeting.v1;
import "tributary/v1/compose.proto";

service MoodService {
  rpc GetMood(GetMoodRequest) returns (Mood);
}
message GetMoodRequest { string name = 1; }
message Mood { string mood = 1; }

service GreetingService {
  rpc Greet(GreetRequest) returns (GreetResponse) {
    option (tributary.v1.composite) = {};
  }
  rpc Ask(GreetRequest) returns (AskResponse) {
    option (tributary.v1.composite) = {};
  }
  rpc Watch(GreetRequest) returns (stream GreetResponse);
}
message GreetRequest { string name = 1; int64 times = 2; }
message GreetResponse {
  string text = 1 [(tributary.v1.from).value = "${text}"];
  int64 times = 2 [(tributary.v1.from).value = "request.times"];
  string agent = 3 [(tributary.v1.from).value = "metadata['x-agent']"];
  Mood mood = 4 [(tributary.v1.from) = {
    call: "greeting.v1.MoodService/GetMood" args: "name = request.name" optional: true when: "request.name != ''"
  }];
}
message AskResponse {
  Mood mood = 1 [(tributary.v1.from).call = "greeting.v1.MoodService/GetMood"];
}
`;
}
