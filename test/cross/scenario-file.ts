import { type Combination, combinations, nameOf, type OutcomeName, outcomes, outcomesOf } from './combination.ts';
import { responseOf } from './composition.ts';
import { expectedOf } from './rules.ts';

type Values = Readonly<Record<string, unknown>>;

/** The scenario file of all combinations with all outcomes. JSON is YAML. */
export function scenarioFile(): string {
  const names = Object.keys(outcomes) as OutcomeName[];
  const upstreams = {
    'cross.v1.PartService/Get': [
      ...names.filter((name) => name !== 'ok').map((name) => ({ when: { id: name }, ...answerOf(name, {}) })),
      ...['ok', 'a', 'b'].map((id) => ({ when: { id }, reply: part(id) })),
    ],
    'cross.v1.PartService/BatchGet': names.map((name) => ({
      when: { ids: ['a', name, 'b'] },
      ...answerOf(name, { parts: (name === 'missing' ? ['b', 'a'] : ['b', name, 'a']).map(part) }),
    })),
  };
  const cases = combinations.flatMap((combination) =>
    outcomesOf(combination).flatMap((outcome) => [whole(combination, outcome), masked(combination, outcome)]),
  );
  return JSON.stringify({ upstreams, cases });
}

function part(id: string): Values {
  return { id, text: 'part' };
}

function answerOf(name: OutcomeName, reply: Values): Values {
  const outcome = outcomes[name];
  switch (outcome.kind) {
    case 'reply':
    case 'missing':
      return { reply };
    case 'status':
      return { status: outcome.code, message: outcome.text };
    case 'hang':
      return { hang: true };
    case 'malformed':
      return { raw: 'CgVB' }; // field 1 says that five bytes follow, and one does
  }
}

function callOf(combination: Combination, outcome: OutcomeName): Values {
  const { shape } = combination;
  const ids = shape === 'element' || shape === 'batch' ? ['a', outcome, 'b'] : [outcome];
  const response = responseOf(combination, outcome === 'timeout' ? 'hurried' : 'patient');
  return { method: `cross.v1.CrossService/Get${response}`, request: { ids } };
}

function whole(combination: Combination, outcome: OutcomeName): Values {
  const name = `${nameOf(combination)} ${outcome}`;
  return { name, ...callOf(combination, outcome), expect: expectedOf(combination, outcome) };
}

/** What is outside the mask is not asked for: it can neither fail nor leave gaps. */
function masked(combination: Combination, outcome: OutcomeName): Values {
  return {
    name: `${nameOf(combination)} ${outcome}, outside the mask`,
    ...callOf(combination, outcome),
    metadata: { 'tributary-fields': 'rest' },
    expect: {
      response: { rest: 'here' },
      calls: { 'cross.v1.PartService/Get': 0, 'cross.v1.PartService/BatchGet': 0 },
    },
  };
}
