import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { sha256 } from '../core/index.ts';

/** The process that made something: enough to tell, much later, whether it still lives. */
export interface Owner {
  /** Stands for this machine and, in a container, for its own process ids. */
  readonly machine: string;
  readonly boot: string;
  readonly pid: number;
  /** Tells the process from a later one that was given the same id. */
  readonly started: string;
}

/** This process, as the value of the owner label: `MACHINE/BOOT/PID/STARTED`. */
export function currentOwner(): string {
  const { machine, boot } = thisMachine();
  return [machine, boot, process.pid, startTime(process.pid) ?? ''].join('/');
}

/** What an owner label says; null where it is not one of ours. */
export function parseOwner(label: string): Owner | null {
  const [machine, boot, pid, started, ...rest] = label.split('/');
  if (!machine || boot === undefined || started === undefined || rest.length > 0 || !/^\d+$/.test(pid ?? ''))
    return null;
  return { machine, boot, pid: Number(pid), started };
}

/** Whether the owner is known to be dead. One of another machine never is: only its own machine can tell. */
export function isDead(owner: Owner): boolean {
  const { machine, boot } = thisMachine();
  if (owner.machine !== machine) return false;
  if (owner.boot !== boot) return true;
  return startTime(owner.pid) !== owner.started;
}

/**
 * Engines are shared between machines, and process ids are counted anew in every container: so the machine is known by
 * its id, its name and its space of process ids together. Where they differ we only ever leave alone too much.
 */
function thisMachine(): { readonly machine: string; readonly boot: string } {
  const id =
    read('/etc/machine-id') ?? read('/var/lib/dbus/machine-id') ?? run('sysctl', '-n', 'kern.uuid') ?? '';
  const boot = read('/proc/sys/kernel/random/boot_id') ?? run('sysctl', '-n', 'kern.bootsessionuuid') ?? '';
  return { machine: sha256([id, hostname(), link('/proc/self/ns/pid') ?? ''].join('\n')).slice(0, 16), boot };
}

/** When a process started, in whatever unit the system counts; null where there is none with that id. */
export function startTime(pid: number): string | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return process.platform === 'linux' ? null : startTimeByPs(pid);
  // proc(5): the name in parentheses may hold spaces and parentheses itself; the start time is field 22, the state field 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const isZombie = fields[0] === 'Z' || fields[0] === 'X';
  return isZombie ? null : (fields[19] ?? null);
}

function startTimeByPs(pid: number): string | null {
  return run('ps', '-o', 'lstart=', '-p', `${pid}`)?.replaceAll(/\s+/g, '-') ?? null;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim() || null;
  } catch {
    return null;
  }
}

function link(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

function run(command: string, ...args: readonly string[]): string | null {
  if (process.platform === 'linux' || process.platform === 'win32') return null;
  try {
    return (
      execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() || null
    );
  } catch {
    return null;
  }
}
