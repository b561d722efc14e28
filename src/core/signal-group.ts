/** Sends `signal` to a whole process group; says whether there was anybody left to get it. */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false;
  }
}
