import { beforeAll, describe, expect, it } from '@jest/globals';
import { diffContracts } from '../../src/diff/diff-contracts.ts';
import { below, bufRules, judge, type BufFinding, type Judged } from './buf-oracle.ts';
import { breakingCases, type BreakingCase, type Side } from './cases.ts';

let judged: Judged;
let rules: readonly string[];

beforeAll(async () => {
  rules = await bufRules();
  judged = await judge(treeOf('base'), treeOf('head'));
});

it('has a pair of contracts for each of the 64 rules of buf', () => {
  expect(rules).toHaveLength(64);
  const found = new Set(judged.findings.map(({ rule }) => rule));
  expect(rules.filter((rule) => !found.has(rule))).toEqual([]);
});

describe('finds what buf finds, and claims no more of its rules', () => {
  it.each(breakingCases)('$name', (each) => {
    const changes = diffContracts(below(judged.base, `${each.name}/`), below(judged.head, `${each.name}/`));
    const ours = changes.flatMap(({ bufRules: found }) => found);
    expect(ours.toSorted()).toEqual(rulesOf(findingsOf(each)));
  });
});

function treeOf(side: 'base' | 'head'): Readonly<Record<string, string>> {
  return Object.fromEntries(breakingCases.flatMap((each) => filesOf(each.name, each[side])));
}

function filesOf(name: string, side: Side): readonly (readonly [string, string])[] {
  const files = typeof side === 'string' ? { 'a.proto': side } : side;
  return Object.entries(files).map(([file, text]) => [`${name}/${file}`, text.replaceAll('CASE', name)]);
}

/** Of what is gone buf names no file, but says its name. */
function findingsOf({ name }: BreakingCase): readonly BufFinding[] {
  const named = new RegExp(`"${name}["./]`);
  return judged.findings.filter(({ path, message }) =>
    path === '' ? named.test(message) : path.startsWith(`${name}/`),
  );
}

/** Each rule as often as it was broken; buf says the same of each name of an enum value. */
function rulesOf(findings: readonly BufFinding[]): readonly string[] {
  const distinct = new Map(
    findings.map((finding) => [`${finding.rule} ${finding.path} ${finding.message}`, finding.rule]),
  );
  return [...distinct.values()].toSorted();
}
