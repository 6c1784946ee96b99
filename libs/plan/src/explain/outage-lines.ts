import { durationText } from './duration-text.ts';
import type { Explanation, Outage, OutageEffect } from './explanation.ts';
import { wrapped } from './text-lines.ts';

const answerColumn = 6;

/** What survives, a paragraph for each upstream. */
export function outageLines({ outages, caches }: Explanation): readonly string[] {
  if (outages.length === 0) return ['  nothing is called'];
  const own = caches.find(({ path }) => path === '')?.times.staleIfErrorMs ?? 0;
  return outages.flatMap((outage) => outageParagraph(outage, own));
}

function outageParagraph(outage: Outage, answerStaleMs: number): readonly string[] {
  const { service, method, answer, effects, stale } = outage;
  const head = method === undefined ? wrapped(service, 2) : wrapped(`${service}/${method} alone`, 4);
  const lines = [answerInWords(outage)];
  for (const kind of ['missing', 'fallback', 'dropped', 'absent'] as const) {
    for (const certain of [true, false]) {
      const concerned = effects.filter((effect) => effect.kind === kind && effect.certain === certain);
      if (concerned.length > 0) lines.push(effectsInWords(kind, certain, concerned));
    }
  }
  if (stale.length > 0) {
    const kept = stale.map(({ path, staleIfErrorMs }) => `${path} (${durationText(staleIfErrorMs)})`);
    lines.push(`an older value stands in where a cache has one, gap STALE: ${kept.join(', ')}`);
  }
  if (answer.kind === 'fails' && answerStaleMs > 0) {
    lines.push(`an older answer stands in where the cache has one, gap STALE, for ${durationText(answerStaleMs)}`);
  }
  return [...head, ...lines.flatMap((line) => wrapped(line, answerColumn))];
}

function answerInWords({ answer, effects }: Outage): string {
  if (answer.kind === 'fails') {
    const codes = answer.codes.join(' or ');
    return answer.certain ? `the answer fails: ${codes}` : `the answer may fail, depending on data: ${codes}`;
  }
  return effects.length === 0 ? 'the answer is whole' : 'the answer goes out';
}

function effectsInWords(kind: OutageEffect['kind'], certain: boolean, effects: readonly OutageEffect[]): string {
  const may = certain ? '' : ', depending on data';
  const paths = effects.map(({ path, fallback }) => {
    const name = path === '' ? 'the source of the answer' : path;
    return fallback === undefined ? name : `${name} (${fallback})`;
  });
  switch (kind) {
    case 'missing':
      return `missing, gap FAILED${may}: ${paths.join(', ')}`;
    case 'fallback':
      return `fallback, gap FALLBACK${may}: ${paths.join(', ')}`;
    case 'dropped':
      return `elements dropped, gap DROPPED${may}: ${paths.join(', ')}`;
    case 'absent':
      return `unset without a gap${may}: ${paths.join(', ')}`;
  }
}
