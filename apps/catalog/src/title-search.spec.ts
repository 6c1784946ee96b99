import { describe, expect, it } from '@jest/globals';
import { createTitleSearch } from './title-search.ts';

const titles = ['The Hours', 'Heat', 'In the Heat of the Night', 'Dead Heat', 'Léon', 'Heat and  Dust', 'Heat'];
const search = createTitleSearch(titles.map((title, index) => ({ id: String(9 - index), title })));
const found = (query: string) => search(query).map(({ title }) => title);

describe('createTitleSearch', () => {
  it('puts the title itself first, then those that begin with it, then the others', () => {
    expect(found('heat')).toEqual(['Heat', 'Heat', 'Heat and  Dust', 'Dead Heat', 'In the Heat of the Night']);
  });

  it('orders equal titles by id', () => {
    expect(search('heat').map(({ id }) => id)).toEqual(['3', '8', '4', '6', '7']);
  });

  it('wants every word, anywhere', () => {
    expect(found('night heat')).toEqual(['In the Heat of the Night']);
    expect(found('night of nothing')).toEqual([]);
  });

  it.each(['leon', 'LÉON', ' Léon '])('finds Léon by %j', (query) => {
    expect(found(query)).toEqual(['Léon']);
  });

  it.each(['', '  '])('finds everything by %j, in the order of titles', (query) => {
    expect(found(query)).toEqual([...titles].sort((a, b) => a.localeCompare(b, 'en')));
  });
});
