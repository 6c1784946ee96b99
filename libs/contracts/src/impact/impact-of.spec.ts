import { describe, expect, it } from '@jest/globals';
import { compileProto } from '../../../../test/support/compile-proto.ts';
import { editedContracts, type Edit } from '../../test/users-contract.ts';
import { impactOf } from './impact-of.ts';
import type { Impact } from './impact.ts';

function impact(...edits: readonly Edit[]): Impact {
  return impactOf(editedContracts(), editedContracts(...edits));
}

/** What comes of the changes, a line for each and its reasons below it. */
function told({ changes }: Impact): readonly string[] {
  return changes.flatMap(({ change, verdict, methods }) => [
    `${verdict}: ${change.kind} ${change.symbol}`,
    ...methods.flatMap(({ method, reasons }) =>
      reasons.flatMap(({ verdict: one, why, paths, wholeAnswer }) => [
        `  ${method.split('/')[1] ?? ''} ${one}: ${why}${wholeAnswer ? ' (all)' : ''}`,
        ...paths.map((path) => `    ${path}`),
      ]),
    ),
  ]);
}

describe('impactOf', () => {
  it('finds nothing where nothing changed', () => {
    const { changes, methods, alarming, unsuspicious } = impact();
    expect([changes, alarming, unsuspicious]).toEqual([[], [], []]);
    expect(methods.map(({ state, verdict, differences }) => [state, verdict, differences])).toEqual([
      ['compared', 'additive', []],
      ['compared', 'additive', []],
    ]);
  });

  it('follows a field to the answers, through names and bytes that are passed on', () => {
    expect(told(impact(['string city = 1;', 'string city = 3;']))).toEqual([
      'breaks: field-renumbered users.v1.Address.city',
      '  GetPage breaks: reads it, and finds something else or nothing',
      '    users.v1.Address.city -> call "user" -> GetPageResponse.city',
      '  GetPage breaks: answers with it, and its callers find something else or nothing',
      '    users.v1.Address.city -> call "posts[].author" -> GetPageResponse.posts[].author.address.city',
    ]);
  });

  it('says what does not load any more, and for which change', () => {
    const found = impact(['int32 age = 3;', '']);
    expect(told(found)).toEqual([
      'breaks: field-removed users.v1.User.age',
      '  GetPage breaks: reads it, and finds something else or nothing',
      '    users.v1.User.age -> call "user" -> GetPageResponse.age',
      '  GetPage breaks: answers with it, and its callers find something else or nothing',
      '    users.v1.User.age -> call "posts[].author" -> GetPageResponse.posts[].author.age',
      '  GetPage breaks: does not load any more: page.proto:23: users.v1.User has no field "age" [unknown-name] (all)',
    ]);
    expect(found.methods.map(({ state, verdict }) => [state, verdict])).toEqual([
      ['does-not-load', 'breaks'],
      ['compared', 'latent'],
    ]);
  });

  it('follows an argument back to the request, and on to all that is made of the reply', () => {
    const { changes } = impact([
      'message ListPostsRequest { string user_id = 1;',
      'message ListPostsRequest { string user_id = 9;',
    ]);
    const [reason] = changes[0]?.methods[0]?.reasons ?? [];
    expect(reason).toMatchObject({
      verdict: 'breaks',
      why: 'gives it as an argument that is not understood',
      responseFields: ['posts', 'posts[].title', 'posts[].author'],
      requestFields: ['GetPageRequest.id'],
      wholeAnswer: false,
    });
  });

  it('is not alarmed by what nobody reads, however breaking it looks', () => {
    const { alarming, unsuspicious } = impact(['string trace = 2;', ''], ['string region = 2;', '']);
    expect(alarming.map(({ change, verdict }) => `${verdict} ${change.symbol}`)).toEqual([
      'latent users.v1.GetUserReply.trace',
      'latent users.v1.GetUserRequest.region',
    ]);
    expect(unsuspicious).toEqual([]);
  });

  it('is alarmed by what looks harmless: a value that no branch knows, a second list where the one was found', () => {
    const { unsuspicious } = impact([
      'ROLE_GUEST = 2; }\nmessage BatchGet',
      'ROLE_GUEST = 2; ROLE_BOT = 3; }\nmessage BatchGet',
    ]);
    expect(unsuspicious.map(({ change, verdict }) => `${verdict} ${change.symbol}`)).toEqual([
      'breaks users.v1.Role.ROLE_BOT',
    ]);
    const ambiguous = impact([
      'message BatchGetUsersReply { repeated User users = 1; }',
      'message BatchGetUsersReply { repeated User users = 1; repeated User guests = 2; }',
    ]);
    expect(told(ambiguous)).toEqual([
      'breaks: field-added users.v1.BatchGetUsersReply.guests',
      expect.stringMatching(/^ {2}GetPage breaks: does not load any more: page.proto:\d+: .* \[ambiguous\] \(all\)$/),
    ]);
    expect(ambiguous.unsuspicious).toHaveLength(1);
  });

  it('adds what is new, and passes it on', () => {
    expect(told(impact(['string notes = 6;', 'string notes = 6; string extra = 7;']))).toEqual([
      'additive: field-added users.v1.User.extra',
    ]);
  });

  it('loses a reply in whole where the bytes of what nobody reads may be unreadable', () => {
    const found = impact(['string trace = 2;', 'bytes trace = 2;']);
    expect(found.changes[0]?.methods.map(({ verdict, reasons }) => [verdict, reasons[0]?.why])).toEqual([
      ['breaks', 'cannot read replies that hold it, and loses such a reply in whole'],
      ['breaks', 'cannot read replies that hold it, and loses such a reply in whole'],
    ]);
  });

  it('refuses masks by a name that is gone', () => {
    expect(told(impact(['string notes = 6;', 'string remarks = 6;']))).toEqual([
      'breaks: field-renamed users.v1.User.notes',
      '  GetPage breaks: refuses masks that ask for it by its old name',
      '    users.v1.User.notes -> call "posts[].author" -> GetPageResponse.posts[].author.notes',
    ]);
  });

  it('judges options of composition by what they do to plans', () => {
    expect(told(impact(['timeout: "1s"', 'timeout: "800ms"']))).toEqual([
      'behaves-differently: composition-changed page.v1.PageService.GetPage',
      '  GetPage behaves-differently: is planned otherwise: budget: 1s, then 800ms (all)',
    ]);
    expect(
      told(impact(['(tributary.v1.from).value = "user.age"', '(tributary.v1.from).value = "user.age + 1"'])),
    ).toEqual([
      'breaks: composition-changed page.v1.GetPageResponse.age',
      expect.stringMatching(/^ {2}GetPage breaks: is planned otherwise: value of age: from user.age, then computed/),
      '    GetPageResponse.age',
    ]);
    expect(told(impact(['timeout: "1s"', 'timeout: "1000ms"']))).toEqual([]);
  });

  it('says nothing of options that are written otherwise and mean the same', () => {
    const { changes, methods } = impact(
      ["'Hello ' + user.name", '(\\"Hello \\" + (user.name))'],
      ['response.posts.filter(post, !post.hidden)', 'response.posts.filter( post, !(post.hidden) )'],
      ['user.role != users.v1.Role.ROLE_GUEST', '(user.role  != users.v1.Role.ROLE_GUEST)'],
      ['ids = source.author_id', 'ids=source.author_id'],
    );
    expect([changes, methods.flatMap(({ differences }) => differences)]).toEqual([[], []]);
  });

  it('tells who refuses requests that were answered', () => {
    const { changes } = impact(
      [
        'message GetCardRequest { string id = 1; }',
        'message GetCardRequest { string id = 1 [(buf.validate.field).string.min_len = 1]; }',
      ],
      [
        'import "tributary/v1/compose.proto";',
        'import "tributary/v1/compose.proto";\nimport "buf/validate/validate.proto";',
      ],
    );
    const tightened = changes.filter(({ change }) => change.kind === 'validation-tightened');
    expect(tightened.map(({ verdict, methods }) => [verdict, methods[0]?.reasons[0]?.why])).toEqual([
      ['breaks', 'refuses requests that it has answered'],
    ]);
  });
});

describe('impactOf a message inside itself', () => {
  const tree = (number: number): string => `syntax = "proto3";
    package tree.v1;
    import "tributary/v1/compose.proto";
    service NodeService { rpc GetNode(GetNodeRequest) returns (Node); }
    message GetNodeRequest { string id = 1; }
    message Node { string id = 1; string label = ${String(number)}; repeated Node nodes = 3; }
    service TreeService { rpc GetTree(GetNodeRequest) returns (GetTreeResponse) { option (tributary.v1.composite) = {}; } }
    message GetTreeResponse {
      Branch branch = 1 [(tributary.v1.from) = { call: "tree.v1.NodeService/GetNode" args: "id = request.id" }];
    }
    message Branch {
      string label = 1;
      repeated Branch nodes = 2;
      string title = 3 [(tributary.v1.from).value = "'# ' + source.id"];
    }`;

  it('names the levels that it follows, and the list in which the others are', () => {
    const side = (number: number): ReturnType<typeof compileProto> => compileProto({ 'tree.proto': tree(number) });
    const { changes } = impactOf(side(2), side(4));
    expect(changes[0]?.methods[0]?.reasons[0]?.responseFields).toEqual([
      'branch.label',
      'branch.nodes[].label',
      'branch.nodes[].nodes',
    ]);
  });
});

describe('impactOf a field that fills another by its name', () => {
  const page = (more: string): string => `syntax = "proto3";
    package home.v1;
    import "tributary/v1/compose.proto";
    service HouseService { rpc GetHouse(GetHouseRequest) returns (House); }
    message GetHouseRequest { string id = 1; }
    message House { string id = 1; string street = 2; ${more} }
    service HomeService { rpc GetHome(GetHouseRequest) returns (GetHomeResponse) { option (tributary.v1.composite) = {}; } }
    message GetHomeResponse {
      option (tributary.v1.source) = { call: "home.v1.HouseService/GetHouse" args: "id = request.id" };
      Place place = 1;
    }
    message Place { string street = 1; string sign = 2 [(tributary.v1.from).value = "'at ' + source.street"]; }`;

  it('is not the harmless addition that it looks like', () => {
    const side = (more: string): ReturnType<typeof compileProto> => compileProto({ 'home.proto': page(more) });
    const { unsuspicious } = impactOf(side(''), side('House place = 3;'));
    expect(unsuspicious.map(({ change, verdict }) => `${verdict} ${change.kind} ${change.symbol}`)).toEqual([
      'breaks field-added home.v1.House.place',
    ]);
    expect(unsuspicious[0]?.methods[0]?.reasons).toEqual([
      expect.objectContaining({
        of: 'plan',
        why: 'is planned otherwise: value of place: made in place, from the same source, then by name from source.place, made into Place',
        responseFields: ['place'],
      }),
    ]);
  });
});
