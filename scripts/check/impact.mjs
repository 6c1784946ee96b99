// @ts-check
// What the protos here do to the composite of the reference system since they were last merged: `tributary impact` against
// the commit where this branch left origin/main; on main itself, against the commit before. Nothing is said of protos that
// are as they were, nor where there is no history to compare with, as in a shallow clone. TRIBUTARY_IMPACT_AGAINST names
// another commit.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const configuration = 'apps/movie-night/tributary.yaml';
/** What is to be changed all the same; see docs/guides/evolving-contracts.md. */
const waivers = 'impact-waivers.yaml';

const against = base();
if (against === undefined) say('there is no history here to compare protos with');
else if (git('diff', '--quiet', against, '--', 'proto') !== undefined && !isTouched()) {
  say(`proto/ is as at ${against}`);
} else {
  const format = process.env['GITHUB_ACTIONS'] === undefined ? 'text' : 'github';
  const args = ['impact', '-c', configuration, '--against', against, '--format', format];
  if (existsSync(waivers)) args.push('--waivers', waivers);
  const { status } = spawnSync(process.execPath, ['apps/tributary/bin/tributary.js', ...args], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

/** The commit to compare with. */
function base() {
  const asked = process.env['TRIBUTARY_IMPACT_AGAINST'];
  if (asked !== undefined && asked !== '') return asked;
  const head = git('rev-parse', '--verify', '--quiet', 'HEAD');
  if (head === undefined) return undefined;
  const left = git('merge-base', 'HEAD', 'origin/main');
  if (left !== undefined && left !== head) return left;
  // Nothing of ours is committed: what is not committed yet counts, else the last commit.
  if (isTouched()) return head;
  return git('rev-parse', '--verify', '--quiet', 'HEAD~1');
}

/** Whether there is something in proto/ that is not committed, new files included. */
function isTouched() {
  return git('status', '--porcelain', '--', 'proto') !== '';
}

/**
 * @param {readonly string[]} args
 * @returns {string | undefined} what it printed; undefined where it fails
 */
function git(...args) {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/** @param {string} text */
function say(text) {
  process.stdout.write(`${text}\n`);
}
