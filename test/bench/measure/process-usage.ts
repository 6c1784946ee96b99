import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What a process and those that it started have taken. */
export interface ProcessUsage {
  /** CPU time in user and kernel mode, to a hundredth of a second. */
  readonly cpuMs: number;
  /** Resident memory. */
  readonly rssBytes: number;
}

/** One process, as the system tells it. */
interface Listed extends ProcessUsage {
  readonly pid: number;
  readonly parent: number;
}

/** What a process and its descendants take, as the system counts it: nothing runs in them for the sake of measuring. */
export function usageOf(pid: number): ProcessUsage {
  const all = existsSync('/proc/self/stat') ? listByProc() : listByPs();
  const family = new Set([pid]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const { pid: child, parent } of all) if (family.has(parent)) family.add(child);
  }
  let cpuMs = 0;
  let rssBytes = 0;
  for (const process of all) {
    if (!family.has(process.pid)) continue;
    cpuMs += process.cpuMs;
    rssBytes += process.rssBytes;
  }
  return { cpuMs, rssBytes };
}

/** Ticks of Linux's process times, and its pages: both the same on all systems that Node runs on. */
const msPerTick = 10;
const pageBytes = 4096;

function listByProc(): Listed[] {
  const all: Listed[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      // The name of the program, in parentheses, may hold anything.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const field = (index: number): number => Number(fields[index]);
      const cpuMs = (field(11) + field(12)) * msPerTick;
      all.push({ pid, parent: field(1), cpuMs, rssBytes: field(21) * pageBytes });
    } catch {
      // It ended in between.
    }
  }
  return all;
}

function listByPs(): Listed[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,time=,rss='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => {
    const [pid, parent, time = '', rss] = line.trim().split(/\s+/);
    const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    return { pid: Number(pid), parent: Number(parent), cpuMs: seconds * 1000, rssBytes: Number(rss) * 1024 };
  });
}
