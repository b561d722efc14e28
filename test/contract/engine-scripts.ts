import { once } from 'node:events';
import type { FakeProgram } from '../support/fake-engine.ts';
import type { FakeStep, FakeStepResult } from '../support/fake-images.ts';

/** What the contract's containers run: as a shell has it, and as the fake has it. */
export const scripts = {
  lines: {
    shell: "printf 'gr\\303\\274\\303\\237e\\nlast'; echo problem >&2; exit 3",
    program: ({ writeLine }) => {
      writeLine('stdout', 'grüße');
      writeLine('stderr', 'problem');
      writeLine('stdout', 'last');
      return 3;
    },
  },
  given: {
    shell: 'echo "$GIVEN"; cat /etc/given',
    program: ({ spec, writeLine }) => {
      writeLine('stdout', spec.env['GIVEN'] ?? '');
      for (const { content } of spec.files) writeLine('stdout', Buffer.from(content).toString());
      return 0;
    },
  },
  changing: {
    shell: 'mkdir /made; echo one >/made/file; echo two >>/etc/passwd; rm /etc/group; echo ready; sleep 60',
    program: async ({ writeLine, change, killed }) => {
      change({ kind: 'added', path: '/made' });
      change({ kind: 'added', path: '/made/file' });
      change({ kind: 'changed', path: '/etc' });
      change({ kind: 'changed', path: '/etc/passwd' });
      change({ kind: 'deleted', path: '/etc/group' });
      writeLine('stdout', 'ready');
      await killed;
      return 137;
    },
  },
  hungry: {
    shell: 'tail /dev/zero; echo ready; sleep 60',
    program: async ({ writeLine, starve, killed }) => {
      starve();
      writeLine('stdout', 'ready');
      await killed;
      return 137;
    },
  },
  obedient: {
    shell: "trap 'exit 0' TERM; echo ready; while :; do sleep 0.05; done",
    program: async ({ writeLine, terminated }) => {
      writeLine('stdout', 'ready');
      await terminated;
      return 0;
    },
  },
  deaf: {
    shell: "trap '' TERM; echo ready; while :; do sleep 0.05; done",
    program: async ({ writeLine, killed }) => {
      writeLine('stdout', 'ready');
      await killed;
      return 137;
    },
  },
} as const satisfies Record<string, { readonly shell: string; readonly program: FakeProgram }>;

/** What its builds run. */
export const steps = {
  twoStreams: {
    shell: 'echo to stdout; echo to stderr >&2',
    step: () => succeeded({ stream: 'stdout', text: 'to stdout' }, { stream: 'stderr', text: 'to stderr' }),
  },
  failing: {
    shell: 'echo before the end; exit 7',
    step: () => ({ ...succeeded({ stream: 'stdout', text: 'before the end' }), code: 7 }),
  },
  endless: {
    shell: 'sleep 600',
    step: async (_command, { signal }) => {
      if (!signal.aborted) await once(signal, 'abort');
      return succeeded();
    },
  },
  secret: {
    shell: '--mount=type=secret,id=token cat /run/secrets/token | wc -c',
    step: (_command, { request }) =>
      succeeded({ stream: 'stdout', text: String(request.secrets['token']?.length ?? 0) }),
  },
} as const satisfies Record<string, { readonly shell: string; readonly step: FakeStep }>;

function succeeded(...lines: FakeStepResult['lines']): FakeStepResult {
  return { code: 0, lines };
}
