import { readdir, readFile } from 'node:fs/promises';

/**
 * What all processes of an instance have in memory, what they share counted once: proc_pid_smaps(5), Pss. They are
 * found by GAE_INSTANCE in their environments. Null where there is no /proc, or none of them.
 */
export async function residentBytes(instance: string): Promise<number | null> {
  const names = await readdir('/proc').catch(() => []);
  const ids = names.filter((name) => /^\d+$/.test(name));
  const sizes = await Promise.all(ids.map((id) => sizeOf(id, `GAE_INSTANCE=${instance}`)));
  const own = sizes.filter((size) => size !== null);
  return own.length === 0 ? null : own.reduce((sum, size) => sum + size, 0);
}

/** Null for processes of others, and for those that have just ended. */
async function sizeOf(id: string, variable: string): Promise<number | null> {
  const environment = await read(`/proc/${id}/environ`);
  if (!environment.split('\0').includes(variable)) return null;
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(await read(`/proc/${id}/smaps_rollup`))?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

async function read(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(() => '');
}
