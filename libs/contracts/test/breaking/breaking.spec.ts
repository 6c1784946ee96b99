import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Change } from '../../src/diff/change.ts';
import { diffContracts } from '../../src/diff/diff-contracts.ts';
import { changeClasses } from '../../src/diff/effects.ts';
import { changeRule, changeRules } from '../../src/diff/kinds/change-kinds.ts';
import { below, bufRules, judge, rulesOf, type BufFinding, type Judged } from './buf-oracle.ts';
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
    const ours = changesOf(each).flatMap(({ bufRules: found }) => found);
    expect(ours.toSorted()).toEqual(rulesOf(findingsOf(each)));
  });
});

it('says nothing of a change that the catalogue does not', () => {
  const order = ['harmless', 'risky', 'breaking'];
  const strange = breakingCases.flatMap(changesOf).filter(({ kind, effects, bufRules: found }) => {
    const rule = changeRule(kind);
    const worse = changeClasses.some(
      (name) => order.indexOf(effects[name] ?? '') > order.indexOf(rule.effects[name] ?? ''),
    );
    return worse || found.some((id) => !rule.bufRules.includes(id));
  });
  expect(strange.map(({ kind, symbol, effects, bufRules: found }) => ({ kind, symbol, effects, found }))).toEqual([]);
});

it('has each rule of buf in the catalogue', () => {
  const known = new Set(changeRules.flatMap(({ bufRules: ids }) => ids));
  expect([...known].toSorted()).toEqual(rules.toSorted());
});

function changesOf({ name }: BreakingCase): readonly Change[] {
  return diffContracts(below(judged.base, `${name}/`), below(judged.head, `${name}/`));
}

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
