import { describe, expect, it } from '@jest/globals';
import { shapeOf } from '@tributary/wire';
import { compileProto } from '../../../../test/support/compile-proto.ts';
import { createFileRegistry } from '@bufbuild/protobuf';
import { gapPlace } from './gap-place.ts';

const { descriptors } = compileProto({
  'page.proto': `syntax = "proto3";
package place.v1;
message Page { string title = 1; Author author = 2; repeated Link links = 3; map<string, Author> people = 4; }
message Author { string name = 1; }
message Link { string url = 1; Author author = 2; }
`,
});
const page = createFileRegistry(descriptors).getMessage('place.v1.Page');
if (page === undefined) throw new Error('no Page');
const shape = shapeOf(page);

describe('the place of a gap in a message made from the reply', () => {
  it.each(['title', 'author', 'author.name', 'links', 'links[2]', 'links[2].author.name', 'people["a.b"].town', ''])(
    '%s is as it was',
    (path) => {
      expect(gapPlace(path, shape, false)).toBe(path);
    },
  );

  it.each(['price', 'author.town', 'links[0].price.cents', 'constructor'])(
    '%s is none of it, where its fields are filled by name alone',
    (path) => {
      expect(gapPlace(path, shape, false)).toBeUndefined();
    },
  );

  it.each([
    ['price', ''],
    ['author.town', 'author'],
    ['links[0].price.cents', 'links[0]'],
    ['[1].price', '[1]'],
  ])('%s is at "%s", where fields may be computed from it', (path, at) => {
    expect(gapPlace(path, shape, true)).toBe(at);
  });

  it('is as it was where the value is no message', () => {
    expect(gapPlace('any.path', undefined, false)).toBe('any.path');
  });
});
