import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** V8 makes the young part of the heap smaller only where little was allocated in its last 5 seconds. */
const quietMs = 6000;
/** Below this part of one core a process counts as idle. */
const idleShare = 0.05;

/**
 * Gives back what starting left behind, in the first quiet moment after it: one full collection, some tens of milliseconds
 * long, of a process that waits for requests.
 *
 * Loading modules and contracts lets the young part of the heap grow to its limit, and V8 looks at that again only when it
 * collects, for which an idle process gives it no reason. Without this a composite keeps 30 to 70 MB that nobody uses.
 */
export function releaseStartMemory(): void {
  let before = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    before = process.cpuUsage();
    if ((user + system) / 1000 > quietMs * idleShare) return;
    clearInterval(timer);
    collect();
  }, quietMs).unref();
}

function collect(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  gc();
}
