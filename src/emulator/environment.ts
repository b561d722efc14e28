import { failure } from '../core/index.ts';

/** Throws FB5407 where the desk sets PORT: then nobody would know where the app listens. */
export function checkDeskEnvironment(desk: Readonly<Record<string, string>>): void {
  if (desk['PORT'] === undefined) return;
  throw failure({
    code: 'FB5407',
    message: `PORT is set to "${desk['PORT']}", but it is the platform that says on which port the app listens`,
    hint: 'Take PORT out of --env and --env-file; `--port` says where you reach the app.',
  });
}
