import { readCompositions } from '@tributary/language';
import { planCompositions } from '@tributary/plan';
import { describe, expect, it } from '@jest/globals';
import { editedContracts } from '../../../test/users-contract.ts';
import { pathIn } from './flow.ts';
import { provenanceOf } from './provenance.ts';

function usesOf(name: string): readonly string[] {
  const { compositions, findings } = readCompositions(editedContracts());
  expect(findings).toEqual([]);
  const plan = planCompositions(compositions).find(({ method }) => method.name === name);
  const uses = plan === undefined ? [] : provenanceOf(plan).uses;
  return uses
    .filter(({ extent }) => extent !== 'constant')
    .map(({ kind, symbol, extent, at }) => {
      const place = at.slot === undefined ? at.node.path : pathIn(at.node, at.slot);
      return `${place}: ${kind} ${symbol}${extent === 'whole' ? ' and all in it' : ''}`;
    });
}

describe('provenanceOf', () => {
  it('tells what each step reads, writes, keys, batches, decides by and carries', () => {
    expect(usesOf('GetPage')).toEqual([
      ': asks page.v1.PageService.GetPage',
      ': asks page.v1.GetPageRequest and all in it',
      ': masks page.v1.GetPageRequest.read_mask',
      ': keys page.v1.GetPageRequest and all in it',
      '$user: reads page.v1.GetPageRequest.id',
      '$user: reads users.v1.GetUserReply.user',
      '$user: calls users.v1.UserService.GetUser',
      '$user: receives users.v1.GetUserReply and all in it',
      '$user: sends users.v1.GetUserRequest and all in it',
      '$user: writes users.v1.GetUserRequest.id',
      'age: answers page.v1.GetPageResponse.age',
      'age: reads users.v1.User.age',
      'city: answers page.v1.GetPageResponse.city',
      'city: reads users.v1.User.address',
      'city: reads users.v1.Address.city',
      'posts: answers page.v1.GetPageResponse.posts',
      'posts: reads users.v1.User.id',
      'posts: reads users.v1.ListPostsReply.posts',
      'posts: reads users.v1.Post and all in it',
      'posts: calls users.v1.UserService.ListPosts',
      'posts: receives users.v1.ListPostsReply and all in it',
      'posts: sends users.v1.ListPostsRequest and all in it',
      'posts: writes users.v1.ListPostsRequest.user_id',
      'greeting: answers page.v1.GetPageResponse.greeting',
      'greeting: reads users.v1.User.name',
      ': conditions users.v1.User.role',
      ': conditions users.v1.Role',
      'posts[].title: answers page.v1.PagePost.title',
      'posts[].title: reads users.v1.Post.title',
      'posts[].author: answers page.v1.PagePost.author',
      'posts[].author: reads users.v1.Post.author_id',
      'posts[].author: carries users.v1.User and all in it',
      'posts[].author: calls users.v1.UserService.BatchGetUsers',
      'posts[].author: receives users.v1.BatchGetUsersReply and all in it',
      'posts[].author: sends users.v1.BatchGetUsersRequest and all in it',
      'posts[].author: writes users.v1.BatchGetUsersRequest.ids',
      'posts[].author: keys users.v1.BatchGetUsersRequest.ids',
      'posts[].author: batches users.v1.BatchGetUsersRequest.ids',
      'posts[].author: batches users.v1.BatchGetUsersReply.users',
      'posts[].author: batches users.v1.User.id',
    ]);
  });

  it('tells fields that are filled by name, and enums that are converted', () => {
    expect(usesOf('GetCard')).toEqual([
      ': asks page.v1.PageService.GetCard',
      ': asks page.v1.GetCardRequest and all in it',
      'card: answers page.v1.GetCardResponse.card',
      'card: reads page.v1.GetCardRequest.id',
      'card: reads users.v1.GetUserReply.user',
      'card: reads users.v1.User.name',
      'card: reads users.v1.User.role',
      'card: converts users.v1.Role',
      'card: calls users.v1.UserService.GetUser',
      'card: receives users.v1.GetUserReply and all in it',
      'card: sends users.v1.GetUserRequest and all in it',
      'card: writes users.v1.GetUserRequest.id',
    ]);
  });
});
