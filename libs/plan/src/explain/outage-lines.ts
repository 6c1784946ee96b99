import { durationText } from './duration-text.ts';
import type { Explanation, Outage, OutageEffect } from './explanation.ts';
import { table } from './text-lines.ts';

const widths = [34, 18, 42];

/** What survives: a table, a row for each upstream, and below it one for each of its methods where those differ. */
export function outageLines({ outages, caches }: Explanation): readonly string[] {
  if (outages.length === 0) return ['  nothing is called'];
  const own = caches.find(({ path }) => path === '')?.times.staleIfErrorMs ?? 0;
  return table([['upstream', 'the answer', 'in it'], ...outages.map((outage) => outageRow(outage, own))], widths);
}

function outageRow(outage: Outage, answerStaleMs: number): readonly string[] {
  const { service, method, answer, effects, stale } = outage;
  const parts: string[] = [];
  for (const kind of ['missing', 'fallback', 'dropped', 'absent'] as const) {
    for (const certain of [true, false]) {
      const concerned = effects.filter((effect) => effect.kind === kind && effect.certain === certain);
      if (concerned.length > 0) parts.push(effectsInWords(kind, certain, concerned));
    }
  }
  if (stale.length > 0) {
    const kept = stale.map(({ path, staleIfErrorMs }) => `${path} (${durationText(staleIfErrorMs)})`);
    parts.push(`an older value stands in where a cache has one, gap STALE: ${kept.join(', ')}`);
  }
  if (answer.kind === 'fails' && answerStaleMs > 0) {
    parts.push(`an older answer stands in where the cache has one, gap STALE, for ${durationText(answerStaleMs)}`);
  }
  const upstream = method === undefined ? service : `- ${method} alone`;
  return [upstream, answerInWords(outage), parts.join('; ')];
}

function answerInWords({ answer, effects }: Outage): string {
  if (answer.kind === 'fails') {
    const codes = answer.codes.join(' or ');
    return answer.certain ? `fails: ${codes}` : `may fail: ${codes}`;
  }
  return effects.length === 0 ? 'is whole' : 'goes out';
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
