import { beforeAll, describe, expect, it } from '@jest/globals';
import { explainMethod, type Explanation, planCompositions, renderExplanationAsText } from '@tributary/plan';
import { compositionsIn } from './compositions.ts';

const explanations = new Map<string, Explanation>();

beforeAll(async () => {
  for (const plan of planCompositions(await compositionsIn('test/explain/protos'))) {
    explanations.set(plan.method.name, explainMethod(plan));
  }
});

function explained(method: string): Explanation {
  const explanation = explanations.get(method);
  if (explanation === undefined) throw new Error(`there is no ${method}`);
  return explanation;
}

describe('calls, explained', () => {
  it('are one where they ask for the same', () => {
    const { steps, bound } = explained('GetAlbum');
    expect(steps.filter(({ sameAs }) => sameAs !== undefined).map(({ path, sameAs }) => [path, sameAs])).toEqual([
      ['cover', '$kept'],
      ['loose_nested.again', 'nested.again'],
      ['stand_in.again', 'nested.again'],
      ['stand_in.again', 'nested.again'],
    ]);
    expect(bound).toMatchObject({ fixed: steps.length - 4, perList: [] });
  });

  it('that only a fallback makes stand in no stage', () => {
    const { steps, stages } = explained('GetAlbum');
    expect(steps.filter(({ stage }) => stage === 0).map(({ path }) => path)).toEqual(['stand_in.again']);
    expect(stages.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('are counted by element where they are not batched, up to max_calls', () => {
    const { steps, bound } = explained('GetCharts');
    const counts = new Map(steps.map(({ path, count }) => [path, count]));
    expect(counts.get('entries[].cover')).toEqual({ kind: 'each', list: 'entries' });
    expect(counts.get('entries[].whole')).toMatchObject({ kind: 'batched', list: 'entries', maxKeys: 100 });
    expect(counts.get('similar')).toMatchObject({ kind: 'batched', list: undefined, maxKeys: 100 });
    // Two lists grow it, so neither alone says when it is too much.
    expect(bound.mostElements).toBeUndefined();
  });

  it('with side effects wait for requirements, and say so', () => {
    const { steps, requirements } = explained('FollowArtist');
    expect(
      steps.map(({ path, stage, waitsForRequirements, after }) => ({ path, stage, waitsForRequirements, after })),
    ).toEqual([
      { path: '$stock', stage: 1, waitsForRequirements: false, after: [] },
      { path: 'artist', stage: 2, waitsForRequirements: true, after: ['$stock'] },
      { path: 'cover', stage: 3, waitsForRequirements: false, after: ['artist'] },
    ]);
    expect(requirements).toEqual([
      { path: '', that: 'stock.left > 0', code: 'RESOURCE_EXHAUSTED', message: undefined },
    ]);
  });
});

describe('outages, explained', () => {
  it('name the code that the caller gets, by the first rule that fits', () => {
    const codes = explained('GetStrict').outages.map(({ service, answer }) => [
      service,
      answer.kind === 'fails' ? [answer.certain, ...answer.codes] : answer.kind,
    ]);
    expect(codes).toEqual([
      ['album.v1.SongService', [true, 'ABORTED']],
      ['album.v1.ArtistService', [true, 'UNAVAILABLE', 'DATA_LOSS']],
      // Its call has a condition.
      ['album.v1.CoverService', [false, 'UNAVAILABLE']],
    ]);
  });

  it('tell fallbacks, what is unset without a gap, and what depends on data', () => {
    const text = renderExplanationAsText(explained('GetAlbum'));
    expect(text).toContain(
      [
        '  album.v1.CoverService               goes out            missing, gap FAILED: cover; fallback, gap',
        '                                                          FALLBACK: $kept (album.v1.Cover{url:',
      ].join('\n'),
    );
    expect(text).toContain('unset without a gap: stock, stock_text');
    expect(text.replace(/\s+/g, ' ')).toContain(
      "fallback, gap FALLBACK, depending on data: sometimes (has(stock) ? 'a' : 'b')",
    );
  });

  it('tell of messages that are none, since their own source failed', () => {
    const row = explained('GetLoose').outages.find(({ service }) => service === 'album.v1.ArtistService');
    expect(row).toMatchObject({
      answer: { kind: 'answered' },
      effects: [{ path: 'deep', kind: 'missing', certain: true }],
    });
  });
});
