/** Protos that specs of this room compose: a shop with a method of every kind. */

const shopProto = `syntax = "proto3";
package shop.v1;
import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";

service ShopService {
  rpc GetItem(GetItemRequest) returns (GetItemResponse) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc ListItems(ListItemsRequest) returns (ListItemsResponse) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc BatchGetItems(BatchGetItemsRequest) returns (BatchGetItemsResponse) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc CountItems(CountItemsRequest) returns (CountItemsResponse) { option idempotency_level = NO_SIDE_EFFECTS; }
  rpc PutItem(Item) returns (Item) { option idempotency_level = IDEMPOTENT; }
  rpc BuyItem(BuyItemRequest) returns (Receipt);
  rpc WatchItems(ListItemsRequest) returns (stream Item);
  rpc GetTree(GetItemRequest) returns (Tree) { option idempotency_level = NO_SIDE_EFFECTS; }
}
message GetItemRequest { string id = 1; Page page = 2; repeated string tags = 3; int32 limit = 4; }
message GetItemResponse { Item item = 1; string note = 2; }
message ListItemsRequest { string query = 1; Page page = 2; }
message ListItemsResponse { repeated Item items = 1; string next = 2; }
message BatchGetItemsRequest { repeated string ids = 1; repeated string tags = 2; string lang = 3; repeated Size sizes = 4; }
message BatchGetItemsResponse { repeated Item items = 1; }
message CountItemsRequest { repeated int64 ids = 1; }
message CountItemsResponse { repeated Item items = 1; repeated Maker makers = 2; repeated int32 counts = 3; }
message BuyItemRequest { string id = 1; }
message Receipt { string number = 1; }
message Page { int32 size = 1; string token = 2; Item start = 3; }
message Item { string id = 1; string title = 2; int32 stock = 3; Maker maker = 4; repeated string tags = 5; Size size = 6; Maker importer = 7; }
message Maker { string id = 1; string name = 2; }
message Tree { string label = 1; repeated Tree children = 2; Tree next = 3; }
enum Size { SIZE_UNSPECIFIED = 0; SIZE_SMALL = 1; SIZE_LARGE = 2; }
`;

const specHead = `syntax = "proto3";
package spec.v1;
import "google/protobuf/duration.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
import "shop.proto";
import "tributary/v1/compose.proto";
`;

const service = `service SpecService {
  rpc Get(Request) returns (Response) { option (tributary.v1.composite) = {}; }
}
`;

const request = `message Request { string id = 1; int32 count = 2; repeated string ids = 3; shop.v1.Item item = 4; }
`;

/**
 * The files of a composition.
 *
 * @param body - the messages, `Response` at least; a service and a `Request` of its own come in place of the usual ones
 */
export function specFiles(body: string): Readonly<Record<string, string>> {
  const text =
    specHead + (body.includes('service ') ? '' : service) + (body.includes('message Request ') ? '' : request) + body;
  return { 'shop.proto': shopProto, 'spec.proto': text };
}
