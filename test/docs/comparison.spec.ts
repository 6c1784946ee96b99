import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

// The comparison rests on scenarios: each link leads to one, and none is left out.

const root = fileURLToPath(new URL('../../', import.meta.url));
const reference = join(root, 'docs', 'reference');
const scenarios = join(root, 'test', 'scenarios', 'federation');

const page = readFileSync(join(reference, 'comparison-grpc-federation.md'), 'utf8');
const links = [...page.matchAll(/\]\(([^)#]+)\)/g)].flatMap(([, link]) => link ?? []);
const local = links.filter((link) => !link.startsWith('https:')).map((link) => join(reference, link));

describe('the comparison with gRPC Federation', () => {
  it('links to what is there', () => {
    expect(local.filter((target) => !existsSync(target))).toEqual([]);
  });

  it.each(readdirSync(scenarios).sort())('tells of %s', (topic) => {
    expect(local.filter((target) => target.startsWith(join(scenarios, topic, '/')))).not.toEqual([]);
  });
});
