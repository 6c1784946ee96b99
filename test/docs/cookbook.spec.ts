import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

// The cookbook shows what the scenarios run: what a reader copies from the page has been tested as it stands there.

const root = fileURLToPath(new URL('../../', import.meta.url));
const guides = join(root, 'docs', 'guides');
const recipesFolder = join(root, 'test', 'scenarios', 'cookbook');

interface Recipe {
  readonly title: string;
  readonly snippets: readonly string[];
  readonly scenarios: readonly string[];
}

/** The page's sections, each with its proto snippets and the scenario files that it links to. */
function readRecipes(page: string): Recipe[] {
  const [, ...sections] = page.split(/^## /m);
  return sections.map((section) => ({
    title: section.split('\n', 1).join(),
    snippets: [...section.matchAll(/^```proto\n([^]*?)\n```$/gm)].flatMap(([, snippet]) => snippet ?? []),
    scenarios: [...section.matchAll(/\]\(([^)]*scenario\.yaml)\)/g)].flatMap(([, link]) => link ?? []),
  }));
}

const page = readFileSync(join(guides, 'cookbook.md'), 'utf8');
const recipes = readRecipes(page);

/** The protos of a scenario that a recipe links to. */
function protosBeside(link: string): string[] {
  const folder = dirname(join(guides, link));
  return readdirSync(folder)
    .filter((file) => file.endsWith('.proto'))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

describe('the cookbook', () => {
  it('has twenty recipes, all in its list of contents', () => {
    expect(recipes).toHaveLength(20);
    const contents = [...page.matchAll(/^- \[([^\]]+)\]\(#/gm)].map(([, title]) => title);
    expect(contents).toEqual(recipes.map(({ title }) => title));
  });

  it.each(recipes.map((recipe) => [recipe.title, recipe] as const))('%s is in a scenario, as written', (_, recipe) => {
    const [link, ...otherLinks] = recipe.scenarios;
    const [snippet, ...otherSnippets] = recipe.snippets;
    expect([otherLinks, otherSnippets]).toEqual([[], []]);
    expect(readFileSync(join(guides, link ?? 'no scenario'), 'utf8')).toMatch(/^cases:$/m);
    expect(protosBeside(link ?? '').filter((proto) => proto.includes(`\n${snippet ?? 'no snippet'}\n`))).toHaveLength(
      1,
    );
  });

  it('shows every scenario of its folder', () => {
    const shown = recipes.flatMap(({ scenarios }) => scenarios.map((link) => dirname(join(guides, link))));
    expect(shown.sort()).toEqual(
      readdirSync(recipesFolder)
        .map((topic) => join(recipesFolder, topic))
        .sort(),
    );
  });
});
