import type { Command } from '../command.ts';

/**
 * The commands by the first word of their names, in the order of `flexbuild --help`: from reading to running to cleaning up.
 * A module is read when its word is called for; to read them all takes longer than most commands do.
 */
const own = {
  init: async () => [(await import('./init.ts')).init],
  doctor: async () => [(await import('./doctor.ts')).doctor],
  check: async () => [(await import('./check.ts')).check],
  plan: async () => [(await import('./plan.ts')).plan],
  explain: async () => [(await import('./explain.ts')).explain],
  'gen-config': async () => [(await import('./gen-config.ts')).genConfig],
  build: async () => [(await import('./build.ts')).build],
  run: async () => [(await import('./run.ts')).run],
  test: async () => [(await import('./test.ts')).test],
  ps: async () => [(await import('./ps.ts')).ps],
  logs: async () => [(await import('./logs.ts')).logs],
  stats: async () => [(await import('./stats.ts')).stats],
  async cron() {
    const { cronStart, cronRun, cronList } = await import('./cron.ts');
    return [cronStart, cronRun, cronList];
  },
  task: async () => [(await import('./task.ts')).task],
  trust: async () => [(await import('./trust.ts')).trust],
  down: async () => [(await import('./down.ts')).down],
  async metadata() {
    const { metadata, metadataSet, metadataGet, metadataDelete } = await import('./metadata.ts');
    return [metadata, metadataSet, metadataGet, metadataDelete];
  },
  async base() {
    const { baseList, baseBuild, baseRm } = await import('./base.ts');
    return [baseList, baseBuild, baseRm];
  },
  schema: async () => [(await import('./schema.ts')).schema],
} satisfies Readonly<Record<string, () => Promise<readonly Command[]>>>;

/** What a command line that begins with this word needs: the commands of that word, or else all, for help and suggestions. */
export async function commandsFor(word = ''): Promise<readonly Command[]> {
  if (word === '--version' || word === '-V') return [];
  return isOwn(word) ? await own[word]() : await allCommands();
}

/** Every command there is. */
export async function allCommands(): Promise<readonly Command[]> {
  const { completion } = await import('./completion.ts');
  const loaded: Command[] = [];
  for (const load of Object.values(own)) loaded.push(...(await load()));
  return [...loaded, completion(loaded)];
}

function isOwn(word: string): word is keyof typeof own {
  return Object.hasOwn(own, word);
}
