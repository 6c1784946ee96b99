/**
 * Pairs of contracts, each with a change or a few, that together cover all rules of `buf breaking`.
 *
 * `CASE` stands for the case's name, which is its package and its folder. A side is one file, `a.proto`, or several by
 * name. What is the same in all files of a case is left out of the rest: see `proto3`, `proto2` and `edition`.
 */
export interface BreakingCase {
  readonly name: string;
  readonly base: Side;
  readonly head: Side;
}

/** The text of `a.proto`, or texts by the files' names. */
export type Side = string | Readonly<Record<string, string>>;

const proto3 = (text: string) => `syntax = "proto3"; package CASE; ${text}`;
const proto2 = (text: string) => `syntax = "proto2"; package CASE; ${text}`;
const edition = (text: string) => `edition = "2023"; package CASE; ${text}`;

/** A message with one field. */
const field = (text: string) => proto3(`message Film { int32 id = 9; ${text} }`);
const field2 = (text: string) => proto2(`message Film { optional int32 id = 9; ${text} }`);
const field2023 = (text: string) => edition(`message Film { int32 id = 9; ${text} }`);
const option = (text: string) => proto3(`${text} message Film { int32 id = 1; }`);
const method = (text: string) =>
  proto3(`message Ask { string id = 1; } message Answer { int64 year = 1; } service Films { ${text} }`);

/** The types that fields can have, to try each with each. */
const types = [
  ...['int32', 'int64', 'uint32', 'uint64', 'sint32', 'sint64', 'fixed32', 'fixed64', 'sfixed32', 'sfixed64'],
  ...['bool', 'string', 'bytes', 'float', 'double', 'Genre', 'Studio'],
];
const withTypes = (texts: string) =>
  proto3(`enum Genre { NONE = 0; } message Studio { string name = 1; } message Film { ${texts} }`);

const optionsOfFiles: readonly (readonly [name: string, before: string, after: string])[] = [
  ['cc_enable_arenas', 'true', 'false'],
  ['cc_generic_services', 'false', 'true'],
  ['csharp_namespace', '"One"', '"Other"'],
  ['go_package', '"one/v1"', '"other/v1"'],
  ['java_generic_services', 'false', 'true'],
  ['java_multiple_files', 'false', 'true'],
  ['java_outer_classname', '"One"', '"Other"'],
  ['java_package', '"one"', '"other"'],
  ['objc_class_prefix', '"ONE"', '"OTH"'],
  ['optimize_for', 'SPEED', 'CODE_SIZE'],
  ['php_class_prefix', '"One"', '"Other"'],
  ['php_metadata_namespace', '"One"', '"Other"'],
  ['php_namespace', '"One"', '"Other"'],
  ['py_generic_services', 'false', 'true'],
  ['ruby_package', '"One"', '"Other"'],
  ['swift_prefix', '"ONE"', '"OTH"'],
];

/** All pairs. */
export const breakingCases: readonly BreakingCase[] = [
  ...optionsOfFiles.flatMap(([name, before, after]) => [
    { name: `${name}_set`, base: option(''), head: option(`option ${name} = ${after};`) },
    {
      name: `${name}_changed`,
      base: option(`option ${name} = ${before};`),
      head: option(`option ${name} = ${after};`),
    },
    { name: `${name}_default_written`, base: option(`option ${name} = ${before};`), head: option('') },
  ]),
  ...types.map((type) => ({
    name: `types_from_${type.toLowerCase()}`,
    base: withTypes(types.map((_, index) => `${type} f${index} = ${index + 1};`).join(' ')),
    head: withTypes(types.map((other, index) => `${other} f${index} = ${index + 1};`).join(' ')),
  })),

  { name: 'nothing', base: field('string title = 1;'), head: field('string title = 1;') },
  { name: 'spaced', base: field('string title = 1;'), head: field('\n  // The title.\n  string title = 1;') },
  { name: 'additive', base: field('string title = 1;'), head: field('string title = 1; int32 year = 2;') },

  // Files and packages.
  {
    name: 'file_removed',
    base: { 'a.proto': field(''), 'b.proto': proto3('message Gone { Deep deep = 1; message Deep { int32 id = 1; } }') },
    head: { 'a.proto': field('') },
  },
  {
    name: 'file_renamed',
    base: { 'a.proto': field(''), 'b.proto': proto3('message Kept { int32 id = 1; } enum Genre { NONE = 0; }') },
    head: { 'a.proto': field(''), 'c.proto': proto3('message Kept { int32 id = 1; } enum Genre { NONE = 0; }') },
  },
  {
    name: 'package_removed',
    base: {
      'a.proto': field(''),
      'b.proto':
        'syntax = "proto3"; package CASE.old; message Gone { int32 id = 1; } service Old {} enum E { NO = 0; }',
    },
    head: { 'a.proto': field('') },
  },
  {
    name: 'package_changed',
    base: 'syntax = "proto3"; package CASE.v1; message Film { int32 id = 1; } enum E { NO = 0; } service Films { rpc Get(Film) returns (Film); }',
    head: 'syntax = "proto3"; package CASE.v2; message Film { int32 id = 1; } enum E { NO = 0; } service Films { rpc Get(Film) returns (Film); }',
  },
  {
    name: 'package_changed_of_one_file',
    base: {
      'a.proto': 'syntax = "proto3"; package CASE.v1; message Film { int32 id = 1; }',
      'b.proto': 'syntax = "proto3"; package CASE.v1; message Studio { int32 id = 1; }',
    },
    head: {
      'a.proto': 'syntax = "proto3"; package CASE.v1; message Film { int32 id = 1; }',
      'b.proto': 'syntax = "proto3"; package CASE.v2; message Studio { int32 id = 1; }',
    },
  },
  { name: 'syntax_to_proto3', base: field2('optional string title = 1;'), head: field('string title = 1;') },
  {
    name: 'syntax_to_proto3_with_strings',
    base: proto2(
      'message Film { optional string title = 1; map<string, string> words = 2; repeated int32 ids = 3; optional Genre genre = 4; } enum Genre { NONE = 0; }',
    ),
    head: proto3(
      'message Film { optional string title = 1; map<string, string> words = 2; repeated int32 ids = 3; optional Genre genre = 4; } enum Genre { NONE = 0; }',
    ),
  },
  { name: 'syntax_to_edition', base: field('optional string title = 1;'), head: field2023('string title = 1;') },
  {
    name: 'syntax_unwritten',
    base: 'package CASE; message M {}',
    head: 'syntax = "proto2"; package CASE; message M {}',
  },

  // Messages.
  { name: 'message_removed', base: proto3('message Film { int32 id = 1; } message Gone {}'), head: field('') },
  {
    name: 'message_nested_removed',
    base: proto3('message Film { message Inner { message Core {} } }'),
    head: proto3('message Film { }'),
  },
  {
    name: 'message_renamed',
    base: proto3(
      'message Film { Studio studio = 1; } message Studio { string name = 1; int32 id = 2; Inner i = 3; message Inner { int32 id = 1; } }',
    ),
    head: proto3(
      'message Film { House studio = 1; } message House { string name = 1; int32 id = 2; Inner i = 3; message Inner { int32 id = 1; } }',
    ),
  },
  {
    name: 'message_moved',
    base: { 'a.proto': proto3('message Film { int32 id = 1; }'), 'b.proto': proto3('message Studio {}') },
    head: { 'a.proto': proto3(''), 'b.proto': proto3('message Studio {} message Film { int32 id = 1; }') },
  },
  {
    name: 'message_accessor_removed',
    base: proto3('message Film { }'),
    head: proto3('message Film { option no_standard_descriptor_accessor = true; }'),
  },
  {
    name: 'message_accessor_added',
    base: proto3('message Film { option no_standard_descriptor_accessor = true; }'),
    head: proto3('message Film { }'),
  },
  {
    name: 'message_json_format',
    base: edition('message Film { message Inner {} } enum Genre { NONE = 0; }'),
    head: edition(
      'option features.json_format = LEGACY_BEST_EFFORT; message Film { message Inner {} } enum Genre { NONE = 0; }',
    ),
  },
  {
    name: 'message_json_format_gained',
    base: edition('message Film { option features.json_format = LEGACY_BEST_EFFORT; }'),
    head: edition('message Film { }'),
  },
  {
    name: 'message_set',
    base: proto2('message Film { option message_set_wire_format = true; extensions 4 to max; }'),
    head: proto2('message Film { extensions 4 to 2147483646; }').replace('2147483646', '1000'),
  },
  {
    name: 'required_field_added',
    base: field2('optional string title = 1;'),
    head: field2('optional string title = 1; required string name = 2;'),
  },
  {
    name: 'required_field_removed',
    base: field2('required string title = 1; required string name = 2;'),
    head: field2('required string title = 1;'),
  },
  {
    name: 'extension_range_removed',
    base: proto2('message Film { extensions 100 to 199, 300 to max; }'),
    head: proto2('message Film { extensions 100 to 149; extensions 160 to 180; }'),
  },
  {
    name: 'extension_range_split',
    base: proto2('message Film { extensions 100 to 199; }'),
    head: proto2('message Film { extensions 100 to 149; extensions 150 to 250; }'),
  },
  {
    name: 'reserved_removed',
    base: proto3('message Film { reserved 3, 5 to 9, 100 to max; reserved "a", "b"; }'),
    head: proto3('message Film { reserved 6 to 8; reserved "b"; int32 x = 3; }'),
  },
  {
    name: 'reserved_added',
    base: proto3('message Film { reserved 3; }'),
    head: proto3('message Film { reserved 2 to 4; reserved "b"; }'),
  },

  // Oneofs.
  {
    name: 'oneof_removed',
    base: field('oneof by { string title = 1; string code = 2; }'),
    head: field('string title = 1; string code = 2;'),
  },
  {
    name: 'oneof_renamed',
    base: field('oneof by { string title = 1; string code = 2; }'),
    head: field('oneof key { string title = 1; string code = 2; }'),
  },
  { name: 'oneof_entered', base: field('string title = 1;'), head: field('oneof by { string title = 1; }') },
  {
    name: 'oneof_entered_by_message',
    base: field('Film next = 1; oneof by { string title = 2; }'),
    head: field('oneof by { string title = 2; Film next = 1; }'),
  },
  {
    name: 'oneof_changed',
    base: field('oneof one { string a = 1; string b = 2; } oneof other { string c = 3; }'),
    head: field('oneof one { string a = 1; } oneof other { string b = 2; string c = 3; }'),
  },
  { name: 'oneof_synthetic', base: field('optional string title = 1;'), head: field('string title = 1;') },

  // Fields.
  { name: 'field_removed', base: field('string title = 1;'), head: field('') },
  { name: 'field_removed_number', base: field('string title = 1;'), head: field('reserved 1;') },
  { name: 'field_removed_name', base: field('string title = 1;'), head: field('reserved "title";') },
  { name: 'field_removed_both', base: field('string title = 1;'), head: field('reserved 1; reserved "title";') },
  { name: 'field_removed_map', base: field('map<string, string> words = 1;'), head: field('') },
  { name: 'field_renamed', base: field('string title = 1;'), head: field('string name = 1;') },
  {
    name: 'field_renamed_in_json_not',
    base: field('string title = 1;'),
    head: field('string name = 1 [json_name = "title"];'),
  },
  {
    name: 'field_renamed_map',
    base: field('map<string, string> words = 1;'),
    head: field('map<string, string> all = 1;'),
  },
  { name: 'field_renumbered', base: field('string title = 1;'), head: field('string title = 2;') },
  {
    name: 'field_swapped',
    base: field('string a = 1; string b = 2;'),
    head: field('string b = 1; string a = 2;'),
  },
  { name: 'field_shifted', base: field('string a = 1; int32 b = 2;'), head: field('string a = 2;') },
  { name: 'field_json_name', base: field('string title = 1;'), head: field('string title = 1 [json_name = "t"];') },
  {
    name: 'field_type_renamed_enum_nested',
    base: proto3('message Film { Genre genre = 1; enum Genre { NONE = 0; DRAMA = 1; } }'),
    head: proto3('message Film { Genre genre = 1; } enum Genre { NONE = 0; DRAMA = 1; NOIR = 2; }'),
  },
  {
    name: 'field_type_other_enum',
    base: proto3('message Film { One genre = 1; } enum One { NONE = 0; DRAMA = 1; } enum Other { NIL = 0; }'),
    head: proto3('message Film { Other genre = 1; } enum One { NONE = 0; DRAMA = 1; } enum Other { NIL = 0; }'),
  },
  {
    name: 'field_group',
    base: proto2('message Film { optional group Part = 1 { optional int32 id = 1; } }'),
    head: proto2('message Film { optional Part part = 1; message Part { optional int32 id = 1; } }'),
  },
  {
    name: 'field_delimited',
    base: edition('message Film { Film next = 1; }'),
    head: edition('message Film { Film next = 1 [features.message_encoding = DELIMITED]; }'),
  },
  { name: 'cardinality_list', base: field('string title = 1;'), head: field('repeated string title = 1;') },
  { name: 'cardinality_single', base: field('repeated int32 title = 1;'), head: field('int32 title = 1;') },
  {
    name: 'cardinality_map',
    base: proto3('message Entry { string key = 1; string value = 2; } message Film { repeated Entry words = 1; }'),
    head: proto3('message Entry { string key = 1; string value = 2; } message Film { map<string, string> words = 1; }'),
  },
  {
    name: 'cardinality_map_to_list',
    base: field('map<int32, string> words = 1;'),
    head: field('repeated string words = 1;'),
  },
  { name: 'cardinality_map_to_single', base: field('map<int32, string> words = 1;'), head: field('Film words = 1;') },
  { name: 'cardinality_required', base: field2('optional string a = 1;'), head: field2('required string a = 1;') },
  { name: 'cardinality_unrequired', base: field2('required string a = 1;'), head: field2('optional string a = 1;') },
  {
    name: 'cardinality_required_to_list',
    base: field2('required string a = 1;'),
    head: field2('repeated string a = 1;'),
  },
  { name: 'presence_gained', base: field('int32 year = 1;'), head: field('optional int32 year = 1;') },
  {
    name: 'presence_feature',
    base: field2023('int32 year = 1;'),
    head: field2023('int32 year = 1 [features.field_presence = IMPLICIT];'),
  },
  {
    name: 'presence_legacy_required',
    base: field2023('int32 year = 1;'),
    head: field2023('int32 year = 1 [features.field_presence = LEGACY_REQUIRED];'),
  },
  { name: 'map_types', base: field('map<int32, string> words = 1;'), head: field('map<int64, bytes> words = 1;') },
  {
    name: 'map_message',
    base: proto3('message A {} message B { int32 id = 1; } message Film { map<int32, A> words = 1; }'),
    head: proto3('message A {} message B { int32 id = 1; } message Film { map<int32, B> words = 1; }'),
  },
  {
    name: 'defaults',
    base: proto2(
      'enum E { A = 0; B = 1; } message Film { optional int32 a = 1 [default = 1]; optional string b = 2 [default = "x"]; optional E c = 3 [default = B]; optional bytes d = 4 [default = "\\x01"]; optional bool e = 5 [default = true]; optional double f = 6 [default = 0.5]; optional float g = 7 [default = 0.1]; optional int64 h = 8 [default = 0]; optional int32 i = 9; optional float j = 10 [default = nan]; optional float k = 11 [default = inf]; }',
    ),
    head: proto2(
      'enum E { A = 0; B = 1; } message Film { optional int32 a = 1 [default = 2]; optional string b = 2 [default = "y"]; optional E c = 3; optional bytes d = 4 [default = "\\x02"]; optional bool e = 5; optional double f = 6 [default = 0.25]; optional double g = 7 [default = 0.1]; optional int64 h = 8; optional int32 i = 9 [default = 4]; optional float j = 10 [default = nan]; optional float k = 11 [default = -inf]; }',
    ),
  },
  {
    name: 'default_of_enum',
    base: proto2('enum E { A = 1; B = 2; } message Film { optional E c = 1; repeated E all = 2; }'),
    head: proto2('enum E { B = 2; A = 1; } message Film { optional E c = 1; repeated E all = 2; }'),
  },
  { name: 'jstype', base: field('int64 id64 = 1;'), head: field('int64 id64 = 1 [jstype = JS_STRING];') },
  {
    name: 'jstype_list',
    base: field('repeated int64 a = 1 [jstype = JS_NUMBER];'),
    head: field('repeated int64 a = 1;'),
  },
  { name: 'ctype', base: field('string title = 1;'), head: field('string title = 1 [ctype = CORD];') },
  { name: 'ctype_piece', base: field('string title = 1 [ctype = STRING_PIECE];'), head: field('string title = 1;') },
  { name: 'ctype_to_piece', base: field('string title = 1;'), head: field('string title = 1 [ctype = STRING_PIECE];') },
  {
    name: 'cpp_string_type',
    base: `edition = "2023"; package CASE; import "google/protobuf/cpp_features.proto"; message Film { string a = 1; string b = 2 [features.(pb.cpp).string_type = VIEW]; bytes c = 3; }`,
    head: `edition = "2023"; package CASE; import "google/protobuf/cpp_features.proto"; message Film { string a = 1 [features.(pb.cpp).string_type = VIEW]; string b = 2; bytes c = 3 [features.(pb.cpp).string_type = CORD]; }`,
  },
  {
    name: 'java_utf8',
    base: proto2('message Film { optional string a = 1; repeated string b = 2; map<string, string> c = 3; }'),
    head: proto2(
      'option java_string_check_utf8 = true; message Film { optional string a = 1; repeated string b = 2; map<string, string> c = 3; }',
    ),
  },
  {
    name: 'java_utf8_feature',
    base: `edition = "2023"; package CASE; import "google/protobuf/java_features.proto"; option features.utf8_validation = NONE; message Film { string a = 1; }`,
    head: `edition = "2023"; package CASE; import "google/protobuf/java_features.proto"; option features.utf8_validation = NONE; option features.(pb.java).utf8_validation = VERIFY; message Film { string a = 1; }`,
  },
  {
    name: 'utf8_feature',
    base: field2023('string title = 1; repeated string all = 2; bytes no = 3;'),
    head: field2023(
      'string title = 1 [features.utf8_validation = NONE]; repeated string all = 2 [features.utf8_validation = NONE]; bytes no = 3;',
    ),
  },

  // Extensions.
  {
    name: 'extension_removed',
    base: proto2('message Film { extensions 100 to 199; } extend Film { optional string note = 100; }'),
    head: proto2('message Film { extensions 100 to 199; }'),
  },
  {
    name: 'extension_changed',
    base: proto2(
      'message Film { extensions 100 to 199; extend Film { optional string a = 100; repeated int32 b = 101; } }',
    ),
    head: proto2(
      'message Film { extensions 100 to 199; extend Film { optional int32 a = 100; optional int32 b = 101; } }',
    ),
  },
  {
    name: 'extension_renamed',
    base: proto2('message Film { extensions 100 to 199; } extend Film { optional string note = 100; }'),
    head: proto2('message Film { extensions 100 to 199; } extend Film { optional string remark = 100; }'),
  },
  {
    name: 'extension_moved',
    base: {
      'a.proto': proto2('message Film { extensions 100 to 199; } extend Film { optional string note = 100; }'),
      'b.proto': proto2('import "CASE/a.proto"; message Other { optional Film film = 1; }'),
    },
    head: {
      'a.proto': proto2('message Film { extensions 100 to 199; }'),
      'b.proto': proto2(
        'import "CASE/a.proto"; message Other { optional Film film = 1; } extend Film { optional string note = 100; }',
      ),
    },
  },
  {
    name: 'extension_renumbered',
    base: proto2('message Film { extensions 100 to 199; } extend Film { optional string note = 100; }'),
    head: proto2('message Film { extensions 100 to 199; } extend Film { optional string note = 101; }'),
  },

  // Enums.
  { name: 'enum_removed', base: proto3('message M {} enum Genre { NONE = 0; }'), head: proto3('message M {}') },
  {
    name: 'enum_nested_removed',
    base: proto3('message M { enum Genre { NONE = 0; } }'),
    head: proto3('message M { }'),
  },
  {
    name: 'enum_renamed',
    base: proto3('enum Genre { GENRE_NONE = 0; GENRE_DRAMA = 1; } message Film { Genre genre = 1; }'),
    head: proto3('enum Kind { KIND_NONE = 0; KIND_DRAMA = 1; } message Film { Kind genre = 1; }'),
  },
  {
    name: 'enum_moved',
    base: { 'a.proto': proto3('enum Genre { NONE = 0; }'), 'b.proto': proto3('') },
    head: { 'a.proto': proto3(''), 'b.proto': proto3('enum Genre { NONE = 0; }') },
  },
  {
    name: 'enum_closed',
    base: edition('enum Genre { NONE = 0; }'),
    head: edition('enum Genre { option features.enum_type = CLOSED; NONE = 0; }'),
  },
  {
    name: 'enum_json_format',
    base: edition('enum Genre { NONE = 0; }'),
    head: edition('enum Genre { option features.json_format = LEGACY_BEST_EFFORT; NONE = 0; }'),
  },
  { name: 'enum_value_added', base: proto3('enum E { A = 0; }'), head: proto3('enum E { A = 0; B = 1; }') },
  { name: 'enum_value_removed', base: proto3('enum E { A = 0; B = 1; }'), head: proto3('enum E { A = 0; }') },
  {
    name: 'enum_value_removed_number',
    base: proto3('enum E { A = 0; B = 1; }'),
    head: proto3('enum E { A = 0; reserved 1; }'),
  },
  {
    name: 'enum_value_removed_name',
    base: proto3('enum E { option allow_alias = true; A = 0; B = 1; C = 1; D = 2; }'),
    head: proto3('enum E { option allow_alias = true; A = 0; Z = 0; reserved "B", "D"; }'),
  },
  { name: 'enum_value_renamed', base: proto3('enum E { A = 0; B = 1; }'), head: proto3('enum E { A = 0; C = 1; }') },
  {
    name: 'enum_value_alias_removed',
    base: proto3('enum E { option allow_alias = true; A = 0; B = 1; C = 1; }'),
    head: proto3('enum E { A = 0; B = 1; }'),
  },
  {
    name: 'enum_value_alias_added',
    base: proto3('enum E { A = 0; B = 1; }'),
    head: proto3('enum E { option allow_alias = true; A = 0; B = 1; C = 1; }'),
  },
  { name: 'enum_value_renumbered', base: proto3('enum E { A = 0; B = 1; }'), head: proto3('enum E { A = 0; B = 2; }') },
  {
    name: 'enum_values_swapped',
    base: proto3('enum E { A = 0; B = 1; C = 2; }'),
    head: proto3('enum E { A = 0; C = 1; B = 2; }'),
  },
  {
    name: 'enum_reserved_removed',
    base: proto3('enum E { A = 0; reserved 2, 5 to 9, 20 to max; reserved "X", "Y"; }'),
    head: proto3('enum E { A = 0; reserved 6 to 9; reserved "Y"; }'),
  },

  // Services.
  { name: 'service_removed', base: proto3('message M {} service Films {}'), head: proto3('message M {}') },
  {
    name: 'service_moved',
    base: { 'a.proto': proto3('service Films {}'), 'b.proto': proto3('') },
    head: { 'a.proto': proto3(''), 'b.proto': proto3('service Films {}') },
  },
  {
    name: 'service_renamed',
    base: method('rpc Get(Ask) returns (Answer); rpc Put(Answer) returns (Ask);'),
    head: method('rpc Get(Ask) returns (Answer); rpc Put(Answer) returns (Ask);').replace('Films', 'Movies'),
  },
  { name: 'method_removed', base: method('rpc Get(Ask) returns (Answer);'), head: method('') },
  { name: 'method_added', base: method(''), head: method('rpc Get(Ask) returns (Answer);') },
  {
    name: 'method_types',
    base: method('rpc Get(Ask) returns (Answer);'),
    head: method('rpc Get(Answer) returns (Ask);'),
  },
  {
    name: 'method_client_streaming',
    base: method('rpc Get(Ask) returns (Answer); rpc Put(stream Ask) returns (Answer);'),
    head: method('rpc Get(stream Ask) returns (Answer); rpc Put(Ask) returns (Answer);'),
  },
  {
    name: 'method_server_streaming',
    base: method('rpc Get(Ask) returns (Answer); rpc Put(Ask) returns (stream Answer);'),
    head: method('rpc Get(Ask) returns (stream Answer); rpc Put(Ask) returns (Answer);'),
  },
  {
    name: 'method_idempotency',
    base: method(
      'rpc Get(Ask) returns (Answer); rpc Put(Ask) returns (Answer) { option idempotency_level = IDEMPOTENT; }',
    ),
    head: method(
      'rpc Get(Ask) returns (Answer) { option idempotency_level = NO_SIDE_EFFECTS; } rpc Put(Ask) returns (Answer);',
    ),
  },
];
