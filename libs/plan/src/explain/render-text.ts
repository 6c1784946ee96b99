import { durationText } from './duration-text.ts';
import type {
  ExplainedCache,
  ExplainedDeprecation,
  Explanation,
  FieldOrigin,
  LongestChain,
  Step,
} from './explanation.ts';
import { outageLines } from './outage-lines.ts';
import { wrapped } from './text-lines.ts';
import { countInWords, declaredInWords, stepInWords, timeoutInWords, timesInWords, treatmentInWords } from './words.ts';

/** Writes an explanation for people, in lines of at most 100 columns. */
export function renderExplanationAsText(explanation: Explanation): string {
  const sections: readonly (readonly string[])[] = [
    headLines(explanation),
    ['Stages: what starts at the same moment, when everything before it has answered', ...stageLines(explanation)],
    ...(explanation.requirements.length > 0 ? [['Requirements', ...requirementLines(explanation)]] : []),
    ['Upstream calls of one request, at most', ...boundLines(explanation)],
    ['Longest chain', ...chainLines(explanation.chain, explanation.timeoutMs)],
    ['Fields', ...explanation.fields.flatMap((field) => fieldLines(field))],
    ...(explanation.caches.length > 0 ? [['Caches', ...explanation.caches.flatMap(cacheLines)]] : []),
    ['Methods called, and who says that they are safe', ...upstreamLines(explanation)],
    ['While an upstream is down: its calls fail with UNAVAILABLE, nothing is cached', ...outageLines(explanation)],
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function headLines(explanation: Explanation): readonly string[] {
  const { timeoutMs, reserveMs, maskField, metadata, completeness, deprecation, invalidates, cut } = explanation;
  const item = (text: string): readonly string[] => wrapped(text, 2);
  return [
    ...wrapped(explanation.method, 0),
    ...item(`${explanation.file}; ${declaredInWords(explanation.safety)}`),
    ...item(
      `budget ${durationText(timeoutMs)} or the caller's shorter deadline; of ${durationText(timeoutMs)} the last ${durationText(reserveMs)} are for the answer itself`,
    ),
    ...item(
      maskField === undefined
        ? 'parts are asked for by the metadata tributary-fields'
        : `parts are asked for by request.${maskField}, else by the metadata tributary-fields`,
    ),
    ...item(
      completeness.length === 0
        ? 'gaps go out in the trailer tributary-completeness-bin only: no field is a Completeness'
        : `gaps go out in ${completeness.join(', ')} and the trailer tributary-completeness-bin`,
    ),
    ...(metadata.length === 0 ? [] : item(`reads or forwards metadata: ${metadata.join(', ')}`)),
    ...(deprecation === undefined ? [] : item(deprecationText(deprecation))),
    ...(invalidates.length === 0 ? [] : item(`invalidates, once it has succeeded: ${invalidates.join(', ')}`)),
    ...(cut.length === 0 ? [] : item(`messages inside themselves, shown to here: ${cut.join(', ')}`)),
  ];
}

function deprecationText({ since, sunset, link }: ExplainedDeprecation): string {
  const parts = [
    since === undefined ? 'deprecated' : `deprecated since ${since}`,
    sunset === undefined ? undefined : `gone after ${sunset}`,
    link === undefined ? undefined : `see ${link}`,
  ];
  return `${parts.filter((part) => part !== undefined).join(', ')}; its callers are told in trailers`;
}

const stepColumn = 5;
const detailColumn = 9;

function stageLines({ stages, steps }: Explanation): readonly string[] {
  const lines = stages.flatMap(({ number }) =>
    steps.filter(({ stage }) => stage === number).flatMap((step, i) => stepLines(step, i === 0 ? `  ${number}` : '')),
  );
  const behind = steps.filter(({ stage }) => stage === 0).flatMap((step) => stepLines(step, ''));
  if (lines.length === 0) lines.push('  none: it calls nothing');
  return behind.length === 0 ? lines : [...lines, '  only where a fallback stands in', ...behind];
}

function stepLines(step: Step, number: string): readonly string[] {
  return [
    ...wrapped(`${step.path}: ${step.call}`, stepColumn, number),
    ...wrapped(stepInWords(step).join('; '), detailColumn),
  ];
}

function requirementLines({ requirements }: Explanation): readonly string[] {
  return requirements.flatMap(({ path, that, code, message }) =>
    wrapped(
      `${that}, else ${code}${message === undefined ? '' : `: ${message}`}`,
      detailColumn,
      `  ${path === '' ? 'response' : path}`,
    ),
  );
}

function boundLines({ bound }: Explanation): readonly string[] {
  const { fixed, perList, maxCalls, mostElements } = bound;
  const all = [`${fixed}`, ...perList.map(({ path, count }) => `${countInWords(count)} (${path})`)];
  return [
    ...wrapped(all.join(' + '), 2),
    ...wrapped(
      `max_calls is ${maxCalls}${perList.length === 0 ? (fixed > maxCalls ? ': TOO MANY' : '') : ': more end the request with RESOURCE_EXHAUSTED'}${
        mostElements === undefined ? '' : `, from ${mostElements.count + 1} elements of ${mostElements.list} on`
      }`,
      2,
    ),
  ];
}

function chainLines({ links, timeoutsMs, worstMs }: LongestChain, budgetMs: number): readonly string[] {
  if (links.length === 0) return ['  no call'];
  const sum =
    timeoutsMs === undefined
      ? 'a call without a timeout of its own may take what is left of the budget'
      : timeoutsMs > budgetMs
        ? `their timeouts add up to ${durationText(timeoutsMs)}, more than the budget`
        : `their timeouts add up to ${durationText(timeoutsMs)}`;
  return [
    ...links.flatMap(({ path, call, timeout }, i) =>
      wrapped(`${path}: ${call}, ${timeoutInWords(timeout)}`, stepColumn, `  ${i + 1}`),
    ),
    ...wrapped(`${sum}; at worst ${durationText(worstMs)}`, 2),
  ];
}

function fieldLines({ path, type, origin, treatment, when, errors }: FieldOrigin): readonly string[] {
  const words = [
    origin,
    ...(when === undefined ? [] : [`when ${when}`]),
    ...(treatment.kind === 'required' && !treatment.optionalElements && treatment.absent.length === 0
      ? []
      : treatment.kind === 'let' && !treatment.optionalElements && treatment.absent.length === 0
        ? []
        : [treatmentInWords(treatment)]),
    ...errors,
  ];
  return [...wrapped(`${path} (${type})`, 2), ...wrapped(words.join('; '), stepColumn + 1)];
}

function cacheLines({ path, method, times, key, tags }: ExplainedCache): readonly string[] {
  const kept = times.degradedTtlMs > 0 && path === '' ? `; with gaps ${durationText(times.degradedTtlMs)}` : '';
  return [
    ...wrapped(`${path === '' ? 'the answer' : path}: ${method}`, 2),
    ...wrapped(`kept ${timesInWords(times)}${kept}`, stepColumn + 1),
    ...wrapped(`key: ${key.join('; ')}`, stepColumn + 1),
    ...(tags.length === 0 ? [] : wrapped(`tags: ${tags.join('; ')}`, stepColumn + 1)),
  ];
}

function upstreamLines({ upstreams }: Explanation): readonly string[] {
  return upstreams.flatMap(({ method, level, saidBy }) =>
    wrapped(
      `${method}: ${declaredInWords(level)}${saidBy === 'configuration' ? ', vouched for by the configuration' : level === 'SIDE_EFFECTS' ? '' : ', by its contract'}`,
      2,
    ),
  );
}
