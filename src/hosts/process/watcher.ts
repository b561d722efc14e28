import { spawn } from 'node:child_process';
import { packageFile } from '../../core/index.ts';

/** Ends process groups when this process is gone, `kill -9` included. Disposing forgets them all and ends it. */
export interface Watcher extends AsyncDisposable {
  watch(group: number): void;
  forget(group: number): void;
}

const program = 'templates/process-watcher/watch.sh';

/** Starts the process that does it: in a session of its own, so that no terminal ends it with us. */
export function startWatcher({ graceMs }: { readonly graceMs: number }): Watcher {
  const graceSec = Math.ceil(graceMs / 1000);
  const child = spawn('/bin/sh', ['-c', packageFile(program), program, `${graceSec}`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  // It may be killed as well; the record on disk is what is left then.
  child.stdin.on('error', () => undefined);
  const watched = new Set<number>();
  return {
    watch(group) {
      watched.add(group);
      child.stdin.write(`+${group}\n`);
    },
    forget(group) {
      if (watched.delete(group)) child.stdin.write(`-${group}\n`);
    },
    async [Symbol.asyncDispose]() {
      for (const group of watched) this.forget(group);
      child.stdin.end();
      await ended;
    },
  };
}
